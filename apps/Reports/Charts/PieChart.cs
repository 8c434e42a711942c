using System.Globalization;
using ReportScheduler.Reports.Formats.Documents;

namespace ReportScheduler.Reports.Charts;

/// <summary>A pie of the first series, with its largest pieces named in a legend. Values that are not above zero are left out.</summary>
internal static class PieChart
{
    private const int MaxPieces = 8;
    private const float TextSize = 9;
    private const float LineHeight = 18;

    public static void Draw(ChartCanvas canvas, ChartData data, float top, float width, float height)
    {
        var pieces = Pieces(data);
        var total = pieces.Sum(p => p.Value);
        if (!(total > 0)) return;
        var radius = Math.Min((height - top - 8) / 2, width / 4);
        var (x, y) = (radius + 4, top + radius);
        var start = 0.0;
        for (var i = 0; i < pieces.Count; i++)
        {
            var sweep = pieces[i].Value / total * 360;
            canvas.Wedge(x, y, radius, (float)start, (float)sweep, ChartColors.Of(i));
            start += sweep;
        }

        var left = (2 * radius) + 32;
        var line = Math.Max(top, y - (pieces.Count * LineHeight / 2)) + 12;
        for (var i = 0; i < pieces.Count; i++)
        {
            var share = Percent(pieces[i].Value / total, data);
            canvas.Rectangle(left, line - 8, 9, 9, ChartColors.Of(i));
            canvas.Text(share, left + 52, line, TextSize, TextAnchor.End, ChartColors.FaintText);
            canvas.Text(ChartImage.Shorten(canvas, pieces[i].Label, width - left - 62, TextSize), left + 60, line, TextSize, TextAnchor.Start, ChartColors.Text);
            line += LineHeight;
        }
    }

    private static List<(string Label, double Value)> Pieces(ChartData data)
    {
        var all = data.Categories.Zip(data.Series[0].Values)
            .Where(p => p.Second > 0)
            .GroupBy(p => p.First, p => p.Second)
            .Select(g => (Label: g.Key, Value: g.Sum()))
            .OrderByDescending(p => p.Value)
            .ToList();
        if (all.Count <= MaxPieces) return all;
        var others = all.Count - MaxPieces + 1;
        return [.. all.Take(MaxPieces - 1), ($"… ({others.ToString(CultureInfo.InvariantCulture)})", all.Skip(MaxPieces - 1).Sum(p => p.Value))];
    }

    private static string Percent(double share, ChartData data)
    {
        _ = DigitText.TryParse((share * 100).ToString("F1", CultureInfo.InvariantCulture), out var number);
        return data.Locale.Percent.Replace("n", number.Write(data.Locale.Decimal, data.Locale.Group), StringComparison.Ordinal);
    }
}
