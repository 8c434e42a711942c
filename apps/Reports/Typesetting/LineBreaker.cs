namespace ReportScheduler.Reports.Typesetting;

/// <summary>A range of a paragraph that is one line.</summary>
/// <param name="Text">The paragraph.</param>
/// <param name="Start">First character.</param>
/// <param name="End">After the last one; without the spaces at which it was broken.</param>
/// <param name="Width">For a font size of one.</param>
/// <param name="IsCut">True if more would follow: an ellipsis stands for it.</param>
internal readonly record struct TextLine(ShapedText Text, int Start, int End, float Width, bool IsCut);

/// <summary>
/// Breaks paragraphs into lines after spaces, hyphens and slashes, and between ideographs (a part of UAX #14); a word that is longer
/// than a line anywhere.
/// </summary>
internal static class LineBreaker
{
    /// <summary>Lines of a text with line breaks.</summary>
    /// <param name="paragraphs">The text's paragraphs.</param>
    /// <param name="width">Of a line, for a font size of one.</param>
    /// <param name="maxLines">More are cut off.</param>
    /// <param name="ellipsis">Width of the ellipsis, for a font size of one.</param>
    public static List<TextLine> Break(IEnumerable<ShapedText> paragraphs, float width, int maxLines, float ellipsis)
    {
        var lines = new List<TextLine>();
        foreach (var paragraph in paragraphs)
        {
            if (lines.Count == maxLines)
            {
                lines[^1] = Cut(lines[^1], width, ellipsis);
                break;
            }

            Break(paragraph, width, maxLines, ellipsis, lines);
            if (lines.Count == maxLines && lines[^1].IsCut) break;
        }

        return lines;
    }

    /// <summary>The widest part that stays together, for a font size of one.</summary>
    public static float LongestWord(ShapedText text)
    {
        float longest = 0, word = 0;
        for (var i = 0; i < text.Text.Length; i++)
        {
            if (!float.IsNaN(text.Advances[i])) word += text.Text[i] == ' ' ? 0 : text.Advances[i];
            longest = Math.Max(longest, word);
            if (CanBreakAfter(text.Text, i)) word = 0;
        }

        return longest;
    }

    private static void Break(ShapedText paragraph, float width, int maxLines, float ellipsis, List<TextLine> lines)
    {
        if (paragraph.Width <= width + 0.001f)
        {
            lines.Add(new(paragraph, 0, paragraph.Text.Length, paragraph.Width, false));
            return;
        }

        var text = paragraph.Text;
        var advances = paragraph.Advances;
        int start = 0, breakAt = -1;
        var used = 0f;
        for (var i = 0; i < text.Length; i++)
        {
            if (float.IsNaN(advances[i])) continue;
            if (used + advances[i] > width && text[i] != ' ' && i > start)
            {
                var end = breakAt > start ? breakAt : i;
                lines.Add(Line(paragraph, start, end));
                if (lines.Count == maxLines)
                {
                    lines[^1] = Cut(lines[^1], width, ellipsis);
                    return;
                }

                start = end;
                breakAt = -1;
                used = Sum(advances, start, i);
            }

            used += advances[i];
            if (CanBreakAfter(text, i)) breakAt = i + 1;
        }

        if (start < text.Length) lines.Add(Line(paragraph, start, text.Length));
    }

    private static TextLine Line(ShapedText paragraph, int start, int end)
    {
        while (end > start && paragraph.Text[end - 1] == ' ') end--;
        return new(paragraph, start, end, Sum(paragraph.Advances, start, end), false);
    }

    private static TextLine Cut(TextLine line, float width, float ellipsis)
    {
        var end = line.End;
        var used = line.Width;
        while (end > line.Start && used + ellipsis > width)
        {
            end--;
            if (!float.IsNaN(line.Text.Advances[end])) used -= line.Text.Advances[end];
        }

        while (end > line.Start && end < line.Text.Text.Length && float.IsNaN(line.Text.Advances[end])) end--;
        return line with { End = end, Width = Sum(line.Text.Advances, line.Start, end) + ellipsis, IsCut = true };
    }

    private static float Sum(float[] advances, int start, int end)
    {
        var sum = 0f;
        for (var i = start; i < end; i++)
        {
            if (!float.IsNaN(advances[i])) sum += advances[i];
        }

        return sum;
    }

    private static bool CanBreakAfter(string text, int i)
    {
        if (i + 1 >= text.Length) return true;
        var c = text[i];
        if (c is ' ' or '\u200b') return true;
        if (c is '-' or '–' or '—' or '/' or '_' or '&') return i > 0 && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]);
        return (IsIdeograph(c) && !IsClosing(text[i + 1])) || (IsIdeograph(text[i + 1]) && !IsClosing(text[i + 1]) && !char.IsHighSurrogate(c) && c is not ('(' or '（' or '「' or '《' or '"'));
    }

    private static bool IsIdeograph(char c) => c is (>= '\u2e80' and <= '\ua4cf') or (>= '\uf900' and <= '\ufaff') or (>= '\uff00' and <= '\uff60');

    private static bool IsClosing(char c) => c is '、' or '。' or '，' or '．' or '：' or '；' or '！' or '？' or '）' or '」' or '』' or '》' or '】' or 'ー'
        or ')' or ',' or '.' or '!' or '?' or ':' or ';' or '%';
}
