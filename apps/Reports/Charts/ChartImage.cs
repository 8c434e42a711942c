using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Charts;

/// <summary>Draws charts; the same for PDF, PNG and SVG.</summary>
internal static class ChartImage
{
    private const float TitleSize = 11;
    private const float TextSize = 8;
    private const float LegendHeight = 16;

    /// <summary>Draws a chart into a rectangle whose upper left corner is the origin.</summary>
    public static void Draw(ChartCanvas canvas, ChartData data, float width, float height)
    {
        var top = 4f;
        if (!string.IsNullOrWhiteSpace(data.Title))
        {
            var (x, anchor) = data.Locale.IsRightToLeft ? (width, TextAnchor.End) : (0, TextAnchor.Start);
            canvas.Text(Shorten(canvas, data.Title, width, TitleSize, true), x, TitleSize + 2, TitleSize, anchor, ChartColors.Text, bold: true);
            top += TitleSize + 10;
        }

        if (data.Kind == ChartKind.Pie)
        {
            PieChart.Draw(canvas, data, top, width, height);
            return;
        }

        if (data.Series.Count > 1) top += DrawLegend(canvas, data, top, width);
        AxisChart.Draw(canvas, data, top, width, height);
    }

    /// <summary>The text, with an ellipsis if it is wider than allowed.</summary>
    public static string Shorten(ChartCanvas canvas, string text, float width, float size, bool bold = false)
    {
        if (canvas.Measure(text, size, bold) <= width) return text;
        var length = text.Length;
        while (length > 1 && canvas.Measure(text[..length] + "…", size, bold) > width) length--;
        if (char.IsHighSurrogate(text[length - 1]) && length > 1) length--;
        return text[..length] + "…";
    }

    private static float DrawLegend(ChartCanvas canvas, ChartData data, float top, float width)
    {
        float x = 0, y = top;
        for (var i = 0; i < data.Series.Count; i++)
        {
            var name = Shorten(canvas, data.Series[i].Name, 160, TextSize);
            var size = 12 + canvas.Measure(name, TextSize) + 16;
            if (x > 0 && x + size > width) (x, y) = (0, y + LegendHeight);
            canvas.Rectangle(x, y + 1, 8, 8, ChartColors.Of(i));
            canvas.Text(name, x + 12, y + 8, TextSize, TextAnchor.Start, ChartColors.Text);
            x += size;
        }

        return y - top + LegendHeight;
    }
}
