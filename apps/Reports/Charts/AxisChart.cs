using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Charts;

/// <summary>Charts with two axes: lines and bars.</summary>
internal static class AxisChart
{
    private const float TextSize = 8;
    private const float LabelWidth = 110;
    private const float Gap = 10;

    public static void Draw(ChartCanvas canvas, ChartData data, float top, float width, float height)
    {
        var values = data.Series.SelectMany(s => s.Values).Where(double.IsFinite).ToList();
        var isBar = data.Kind == ChartKind.Bar;
        var min = values.Min();
        var scale = AxisScale.Of(min, values.Max(), isBar || (min >= 0 && min < 0.6 * values.Max()));
        var isPercent = data.Series.All(s => s.IsPercent);
        var marks = scale.Values().Select(v => (Value: v, Label: scale.Label(v, isPercent, data.Locale))).ToList();
        var left = marks.Max(m => canvas.Measure(m.Label, TextSize)) + 8;
        var (right, bottom) = (width - 4, height - 20);
        float Y(double value) => (float)(bottom - ((value - scale.Min) / (scale.Max - scale.Min) * (bottom - top)));

        foreach (var (value, label) in marks)
        {
            canvas.Line(left, Y(value), right, Y(value), ChartColors.Grid, 0.7f);
            canvas.Text(label, left - 6, Y(value) + 3, TextSize, TextAnchor.End, ChartColors.FaintText);
        }

        var centers = Centers(data, isBar, left, right);
        if (isBar) DrawBars(canvas, data, centers, (right - left) / centers.Length, Y);
        else DrawLines(canvas, data, centers, Y);
        var zero = Y(Math.Clamp(0, scale.Min, scale.Max));
        canvas.Line(left, zero, right, zero, ChartColors.Axis, 1);
        DrawLabels(canvas, data, centers, isBar ? Math.Max(LabelWidth / 2, (right - left) / centers.Length) : LabelWidth, width, height);
    }

    private static float[] Centers(ChartData data, bool isBar, float left, float right)
    {
        var count = data.Categories.Count;
        if (isBar) return [.. Enumerable.Range(0, count).Select(i => left + ((i + 0.5f) * (right - left) / count))];
        var (start, end) = (left + 6, right - 6);
        if (count == 1) return [(left + right) / 2];
        if (data.Places is not { } places) return [.. Enumerable.Range(0, count).Select(i => start + (i * (end - start) / (count - 1)))];
        var (first, last) = (places[0], places[^1]);
        return [.. places.Select(p => (float)(start + ((p - first) / (last - first) * (end - start))))];
    }

    private static void DrawBars(ChartCanvas canvas, ChartData data, float[] centers, float slot, Func<double, float> y)
    {
        var group = slot * (slot < 4 ? 0.9f : 0.72f);
        var bar = group / data.Series.Count;
        for (var s = 0; s < data.Series.Count; s++)
        {
            for (var i = 0; i < centers.Length; i++)
            {
                var value = data.Series[s].Values[i];
                if (!double.IsFinite(value)) continue;
                var (from, to) = (y(Math.Max(value, 0)), y(Math.Min(value, 0)));
                canvas.Rectangle(centers[i] - (group / 2) + (s * bar), from, Math.Max(bar - (bar > 4 ? 1 : 0), 0.3f), Math.Max(to - from, 0.5f), ChartColors.Of(s));
            }
        }
    }

    private static void DrawLines(ChartCanvas canvas, ChartData data, float[] centers, Func<double, float> y)
    {
        for (var s = 0; s < data.Series.Count; s++)
        {
            var values = data.Series[s].Values;
            var points = new List<(float, float)>();
            for (var i = 0; i <= centers.Length; i++)
            {
                if (i < centers.Length && double.IsFinite(values[i]))
                {
                    points.Add((centers[i], y(values[i])));
                    continue;
                }

                if (points.Count > 1) canvas.Polyline([.. points], ChartColors.Of(s), 1.6f);
                if (points.Count == 1 || centers.Length <= 40) points.ForEach(p => canvas.Dot(p.Item1, p.Item2, 2.2f, ChartColors.Of(s)));
                points.Clear();
            }
        }
    }

    // As many labels as fit, the first one always, at a distance that is the same for all.
    private static void DrawLabels(ChartCanvas canvas, ChartData data, float[] centers, float maxWidth, float width, float height)
    {
        var labels = data.Categories.Select(c => ChartImage.Shorten(canvas, c, maxWidth - Gap, TextSize)).ToList();
        var widths = labels.ConvertAll(l => canvas.Measure(l, TextSize));
        float Middle(int i) => Math.Clamp(centers[i], widths[i] / 2, Math.Max(width - (widths[i] / 2), widths[i] / 2));
        var step = 1;
        while (step < labels.Count && !Fits(step)) step++;
        for (var i = 0; i < labels.Count; i += step)
            canvas.Text(labels[i], Middle(i), height - 6, TextSize, TextAnchor.Middle, ChartColors.FaintText);

        bool Fits(int every)
        {
            var end = float.MinValue;
            for (var i = 0; i < labels.Count; i += every)
            {
                if (Middle(i) - (widths[i] / 2) < end + Gap) return false;
                end = Middle(i) + (widths[i] / 2);
            }

            return true;
        }
    }
}
