using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Typesetting;

namespace ReportScheduler.Reports.Formats.Pdf;

/// <summary>
/// Size of a table's text, widths of its columns, and which of them stand side by side. A table that is too wide first gets smaller
/// text and wrapped columns; if that is not enough, its columns go on in strips on further pages, each with the first column again.
/// </summary>
/// <param name="FontSize">In points.</param>
/// <param name="Widths">Of the columns, padding included, in points.</param>
/// <param name="Strips">Columns of each strip.</param>
internal sealed record PdfTableLayout(float FontSize, float[] Widths, IReadOnlyList<int[]> Strips)
{
    public const float PaddingX = 5;
    public const float PaddingY = 2.6f;

    private const float LargestSize = 9;
    private const float SmallestSize = 6;
    private const float StripSize = 7.5f;
    private const float ComfortableWidth = 20;
    private const float NarrowWidth = 7;
    private const float CharacterWidth = 0.56f;

    /// <summary>Fits columns by their headings and first rows.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="sample">Texts of the first rows.</param>
    /// <param name="available">Width of a page between its margins, in points.</param>
    /// <param name="shaper">Measures.</param>
    public static PdfTableLayout Fit(DocumentColumn[] columns, IReadOnlyList<string[]> sample, float available, TextShaper shaper)
    {
        var needs = columns.Select((column, i) => Need.Of(column, sample.Select(r => r[i]), shaper)).ToArray();
        float[] natural = [.. needs.Select(n => n.Natural)], comfortable = [.. needs.Select(n => n.Comfortable)], narrow = [.. needs.Select(n => n.Narrow)];
        for (var size = LargestSize; size >= SmallestSize; size -= 0.5f)
        {
            if (Sum(comfortable, size) <= available) return Single(size, Share(comfortable, natural, size, available));
        }

        if (Sum(narrow, SmallestSize) <= available) return Single(SmallestSize, Share(narrow, comfortable, SmallestSize, available));
        float[] widths = [.. comfortable.Select(w => Math.Min((w * StripSize) + (2 * PaddingX), available))];
        return new(StripSize, widths, Split(widths, available));
    }

    private static PdfTableLayout Single(float size, float[] widths) => new(size, widths, [[.. Enumerable.Range(0, widths.Length)]]);

    private static float Sum(float[] ems, float size) => ems.Sum(w => (w * size) + (2 * PaddingX));

    // What is left goes to those that would like more; and some of the rest to all, so that short tables are not cramped.
    private static float[] Share(float[] least, float[] most, float size, float available)
    {
        var rest = available - Sum(least, size);
        var wanted = least.Zip(most, (a, b) => Math.Max(b - a, 0) * size).ToArray();
        var part = Math.Min(1, rest / Math.Max(wanted.Sum(), 0.001f));
        float[] widths = [.. least.Select((w, i) => (w * size) + (2 * PaddingX) + (wanted[i] * part))];
        var stretch = Math.Min(available / widths.Sum(), 1.3f);
        return stretch > 1 ? [.. widths.Select(w => w * stretch)] : widths;
    }

    private static List<int[]> Split(float[] widths, float available)
    {
        var strips = new List<int[]>();
        var strip = new List<int>();
        var used = 0f;
        for (var i = 0; i < widths.Length; i++)
        {
            if (strip.Count > 0 && used + widths[i] > available)
            {
                strips.Add([.. strip]);
                strip.Clear();
                used = 0;
                if (widths[0] + widths[i] <= available && widths[0] < available / 3)
                {
                    strip.Add(0);
                    used = widths[0];
                }
            }

            strip.Add(i);
            used += widths[i];
        }

        strips.Add([.. strip]);
        return strips;
    }

    /// <summary>Widths in units of the font size: all on one line; wrapped where long; the least that can be read.</summary>
    private readonly record struct Need(float Natural, float Comfortable, float Narrow)
    {
        public static Need Of(DocumentColumn column, IEnumerable<string> texts, TextShaper shaper)
        {
            if (column.Width is { } characters)
            {
                var width = characters * CharacterWidth;
                return new(width, width, Math.Min(width, NarrowWidth));
            }

            var head = shaper.Shape(TextShaper.Clean(column.Label, PdfTable.MaxCell).Replace('\n', ' '), true, false);
            float natural = Math.Min(head.Width, ComfortableWidth / 2), word = LineBreaker.LongestWord(head);
            foreach (var text in texts)
            {
                foreach (var line in text.Split('\n'))
                {
                    var shaped = shaper.Shape(line, false, false);
                    natural = Math.Max(natural, shaped.Width);
                    word = Math.Max(word, column.Display.IsNumeric ? shaped.Width : LineBreaker.LongestWord(shaped));
                }
            }

            natural = Math.Max(natural, Math.Min(word, ComfortableWidth)) + 0.05f;
            var narrow = Math.Min(natural, Math.Max(Math.Min(word, 1.5f * NarrowWidth), Math.Min(natural, NarrowWidth)));
            return new(natural, Math.Min(natural, ComfortableWidth), narrow + 0.05f);
        }
    }
}
