using System.Globalization;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats.Documents;

namespace ReportScheduler.Reports.Charts;

/// <summary>The values of an axis: its ends and the distance of its marks, 1, 2 or 5 times a power of ten.</summary>
internal readonly record struct AxisScale(double Min, double Max, double Step)
{
    private const int Marks = 5;
    private const double Slack = 1e-9;
    private const double Largest = 1e300;
    private const double Smallest = 1e-290;

    /// <summary>A scale around values.</summary>
    public static AxisScale Of(double min, double max, bool withZero)
    {
        if (withZero) (min, max) = (Math.Min(min, 0), Math.Max(max, 0));
        (min, max) = (Math.Max(min, -Largest), Math.Min(max, Largest));
        if (max - min < Smallest) (min, max) = Math.Abs(min) < Smallest ? (0, 1) : (Math.Min(min, 0), Math.Max(max, 0));
        var rough = (max / Marks) - (min / Marks);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var factor = rough / power;
        var step = (factor <= 1 + Slack ? 1 : factor <= 2 + Slack ? 2 : factor <= 5 + Slack ? 5 : 10) * power;
        return new(Math.Floor(min / step) * step, Math.Ceiling(max / step) * step, step);
    }

    /// <summary>The marks, from the lowest.</summary>
    public IEnumerable<double> Values()
    {
        var count = (int)Math.Clamp(Math.Round((Max - Min) / Step), 1, 4 * Marks);
        for (var i = 0; i <= count; i++) yield return Min + (i * Step);
    }

    /// <summary>A mark's label.</summary>
    public string Label(double value, bool isPercent, ReportLocale locale)
    {
        var (v, step) = isPercent ? (value * 100, Step * 100) : (value, Step);
        if (Math.Abs(v) >= 1e15 || step < 1e-9) return v.ToString("G3", CultureInfo.InvariantCulture);
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        _ = DigitText.TryParse(v.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), out var number);
        var text = number.Write(locale.Decimal, locale.Group);
        return isPercent ? locale.Percent.Replace("n", text, StringComparison.Ordinal) : text;
    }
}
