using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Templates;

/// <summary>What a template can name: <c>report.name</c>, <c>parameters.{name}</c>, <c>fireTime</c> and <c>rows</c>.</summary>
/// <param name="ReportName">For <c>report.name</c>.</param>
/// <param name="Parameters">The run's values. Dates and times can be formatted with the filter <c>date</c>.</param>
/// <param name="FireTime">
/// <c>fireTime</c> is its local date and time as the locale writes it; <c>fireTime.date</c>, <c>.time</c>, <c>.year</c>, <c>.month</c>,
/// <c>.day</c>, <c>.hour</c>, <c>.minute</c>, <c>.week</c> (ISO 8601), <c>.zone</c>, <c>.iso</c> (UTC) are its parts, and
/// <c>.local</c> is for the filter <c>date</c>.
/// </param>
/// <param name="TimeZone">IANA zone of the fire time.</param>
/// <param name="Locale">How the fire time is written.</param>
/// <param name="Rows">Rows by the names of their columns; at most 1,000 can be gone through.</param>
public sealed record TemplateModel(
    string ReportName, IReadOnlyList<BoundParameter> Parameters, DateTimeOffset FireTime, string TimeZone, ReportLocale Locale,
    IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows);
