using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Charts;

/// <summary>What a chart shows.</summary>
/// <param name="Kind">Line, bar or pie.</param>
/// <param name="Title">Above it; null: none.</param>
/// <param name="Categories">Labels of the points, as people read them.</param>
/// <param name="Places">Places of the points on a scale of their own, for numbers and times; null: at even distances.</param>
/// <param name="Series">The values.</param>
/// <param name="Locale">How the axis' numbers are written.</param>
internal sealed record ChartData(
    ChartKind Kind, string? Title, IReadOnlyList<string> Categories, IReadOnlyList<double>? Places, IReadOnlyList<ChartSeries> Series,
    ReportLocale Locale);

/// <summary>A series of values.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Values">One for each category; NaN: none.</param>
/// <param name="IsPercent">True for fractions that are shown times a hundred.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<double> Values, bool IsPercent);
