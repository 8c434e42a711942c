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

    /// <summary>What its files look like.</summary>
    public required ReportOutput Output { get; init; }

    /// <summary>True when files packed as zip are encrypted. The password itself is write-only, and the same for all versions.</summary>
    public required bool HasFilePassword { get; init; }

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
    public required ReportOutput Output { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
}

