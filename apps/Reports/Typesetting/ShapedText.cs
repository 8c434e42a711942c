namespace ReportScheduler.Reports.Typesetting;

/// <summary>A glyph; measures are for a font size of one.</summary>
/// <param name="Id">In its font.</param>
/// <param name="Cluster">Place in the text of the first character it stands for.</param>
/// <param name="Advance">To the next glyph.</param>
/// <param name="X">Offset to the right.</param>
/// <param name="Y">Offset downwards.</param>
internal readonly record struct Glyph(ushort Id, int Cluster, float Advance, float X, float Y);

/// <summary>Glyphs of one font and one direction, from left to right.</summary>
internal sealed record GlyphRun(FontFace Face, byte Level, int Start, int Length, Glyph[] Glyphs);

/// <summary>A part of a run that is on one line.</summary>
internal readonly record struct LineRun(GlyphRun Run, ReadOnlyMemory<Glyph> Glyphs, float Width, int Start, int End);

/// <summary>A paragraph's glyphs, in the order of the text, to be broken into lines.</summary>
/// <param name="text">The paragraph.</param>
/// <param name="runs">Its runs.</param>
/// <param name="isRightToLeft">Direction of the paragraph.</param>
internal sealed class ShapedText(string text, IReadOnlyList<GlyphRun> runs, bool isRightToLeft)
{
    private float[]? _advances;

    public string Text => text;

    public bool IsRightToLeft => isRightToLeft;

    /// <summary>Width on one line, for a font size of one.</summary>
    public float Width { get; } = runs.Sum(r => r.Glyphs.Sum(g => g.Advance));

    /// <summary>Advance at the first character of each cluster; NaN inside of clusters, where no line may break.</summary>
    public float[] Advances => _advances ??= Measure();

    /// <summary>The runs of a range of characters as they stand from left to right (UAX #9, L2).</summary>
    public List<LineRun> Line(int start, int end)
    {
        var line = new List<LineRun>(runs.Count);
        foreach (var run in runs)
        {
            if (run.Start + run.Length <= start || run.Start >= end) continue;
            var (first, count) = (0, run.Glyphs.Length);
            if (run.Start < start || run.Start + run.Length > end)
            {
                while (first < run.Glyphs.Length && !IsIn(run.Glyphs[first])) first++;
                count = 0;
                while (first + count < run.Glyphs.Length && IsIn(run.Glyphs[first + count])) count++;
            }

            var width = 0f;
            foreach (var glyph in run.Glyphs.AsSpan(first, count)) width += glyph.Advance;
            line.Add(new(run, run.Glyphs.AsMemory(first, count), width, Math.Max(start, run.Start), Math.Min(end, run.Start + run.Length)));
        }

        Reorder(line);
        return line;

        bool IsIn(Glyph glyph) => glyph.Cluster >= start && glyph.Cluster < end;
    }

    private static void Reorder(List<LineRun> line)
    {
        if (line.Count < 2) return;
        for (var level = line.Max(r => r.Run.Level); level > 0; level--)
        {
            for (var i = 0; i < line.Count; i++)
            {
                var end = i;
                while (end < line.Count && line[end].Run.Level >= level) end++;
                if (end > i + 1) line.Reverse(i, end - i);
                i = Math.Max(i, end - 1);
            }
        }
    }

    private float[] Measure()
    {
        var advances = new float[text.Length];
        Array.Fill(advances, float.NaN);
        foreach (var run in runs)
        {
            foreach (var glyph in run.Glyphs)
                advances[glyph.Cluster] = (float.IsNaN(advances[glyph.Cluster]) ? 0 : advances[glyph.Cluster]) + glyph.Advance;
        }

        return advances;
    }
}
