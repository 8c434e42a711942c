using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Reports;

/// <summary>A report's current definition. Earlier versions are kept and never change.</summary>
public sealed record Report
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public required Guid DataSourceId { get; init; }
    public required string Sql { get; init; }
    public required IReadOnlyList<ReportParameter> Parameters { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a report ran, or runs, in one of its versions.</summary>
public sealed record ReportVersion
{
    public required int Version { get; init; }
    public required Guid DataSourceId { get; init; }
    public required string Sql { get; init; }
    public required IReadOnlyList<ReportParameter> Parameters { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
}

/// <summary>The type of a report parameter.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ParameterType>))]
public enum ParameterType
{
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Timestamp,
}

/// <summary>A typed parameter; the SQL names it <c>@name</c>, and its value is bound, never spliced.</summary>
/// <param name="Name">Letter, then letters, digits or underscores; at most 63 characters.</param>
/// <param name="Default">Used when a run gives no value; absent or JSON null means there is none.</param>
public sealed record ReportParameter(string Name, ParameterType Type, string? Label, bool Required, JsonElement? Default);
