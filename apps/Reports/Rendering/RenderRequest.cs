using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;

namespace ReportScheduler.Reports.Rendering;

/// <summary>A report to make.</summary>
/// <param name="Source">Database to read.</param>
/// <param name="Sql">One SELECT statement; parameters as <c>@name</c>.</param>
/// <param name="Parameters">Values to bind.</param>
/// <param name="Path">Where the artifact will be, for example <c>tenants/{tenant}/runs/{run}/{fence}/report.csv</c>.</param>
/// <param name="Limits">What the report may not exceed.</param>
public sealed record RenderRequest(
    PostgreSqlSourceSettings Source, string Sql, IReadOnlyList<BoundParameter> Parameters, string Path, RenderLimits Limits);

/// <summary>What a report may not exceed.</summary>
/// <param name="MaxRows">Rows, without the header.</param>
/// <param name="MaxBytes">Bytes of content, before compression.</param>
/// <param name="Timeout">Time from the first byte sent to the source to the last one stored.</param>
public sealed record RenderLimits(long MaxRows, long MaxBytes, TimeSpan Timeout);
