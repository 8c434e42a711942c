using System.Text.Json;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Domain.Messages;

/// <summary>A query on a data source of a tenant, with the values of its parameters.</summary>
/// <param name="AsOf">What relative dates and times refer to.</param>
/// <param name="TimeZone">IANA name of the zone in which they are meant.</param>
public sealed record SourceQuestion(
    Guid TenantId, Guid DataSourceId, string Sql, IReadOnlyList<ReportParameter> Parameters, JsonElement? Values, DateTimeOffset AsOf, string TimeZone);

/// <summary>Asks a worker for the first rows of a query: method <see cref="Method"/> of the app <see cref="DaprNames.Worker"/>.</summary>
/// <param name="MaxRows">How many.</param>
public sealed record SourceRowsRequest(SourceQuestion Question, int MaxRows)
{
    /// <summary>The Dapr method, by POST.</summary>
    public const string Method = "data-sources/rows";
}

/// <summary>The first rows of a query, or why there are none.</summary>
/// <param name="Rows">Cells as texts for machines, in the order of the columns; null for null.</param>
/// <param name="Truncated">There are more rows, or texts were cut.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">Null when there was none.</param>
public sealed record SourceRows(
    IReadOnlyList<SourceColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, bool Truncated, long DurationMs, SourceError? Error = null);

/// <summary>A column of a result.</summary>
/// <param name="Type">camelCase name of the type of its cells, for example <c>decimal</c>.</param>
public sealed record SourceColumn(string Name, string Type);

/// <summary>Asks a worker how a data source would run a query: method <see cref="Method"/> of the app <see cref="DaprNames.Worker"/>.</summary>
public sealed record SourcePlanRequest(SourceQuestion Question)
{
    /// <summary>The Dapr method, by POST.</summary>
    public const string Method = "data-sources/explain";
}

/// <summary>How a data source would run a query, or why it does not tell.</summary>
/// <param name="Text">In the source's own words; null when sources of its kind cannot tell, or there was an error.</param>
public sealed record SourcePlan(string? Text, SourceError? Error = null);

/// <summary>Why a data source gave no answer.</summary>
/// <param name="Code">Stable code in snake_case.</param>
/// <param name="Message">One sentence for the tenant.</param>
public sealed record SourceError(string Code, string Message);
