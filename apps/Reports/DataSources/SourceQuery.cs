using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>A tenant's query.</summary>
/// <param name="Sql">One SELECT statement; parameters as <c>@name</c>.</param>
/// <param name="Parameters">Values to bind; never part of the SQL text.</param>
/// <param name="Timeout">The server ends the query after this time; at least 1 ms.</param>
public sealed record SourceQuery(string Sql, IReadOnlyList<BoundParameter> Parameters, TimeSpan Timeout);
