using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Schedules;

/// <summary>Whether a schedule fires.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ScheduleStatus>))]
public enum ScheduleStatus
{
    Active,
    Paused,
}

/// <summary>When a report runs, with what, and where to.</summary>
public sealed record Schedule
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Guid ReportId { get; init; }
    public required string ReportName { get; init; }
    public required ScheduleTiming Timing { get; init; }
    public required ScheduleRules Rules { get; init; }

    public required JsonElement Parameters { get; init; }
    public required IReadOnlyList<Guid> DestinationIds { get; init; }
    public required ScheduleStatus Status { get; init; }

    /// <summary>When it is due, jitter included; null while paused, or when there is no further fire.</summary>
    public DateTimeOffset? NextFireAt { get; init; }

    /// <summary>Runs it may still start; null for any number.</summary>
    public int? RemainingFires { get; init; }

    public string? PauseNote { get; init; }

    /// <summary>Who paused it: a person, an app, or the Scheduler itself.</summary>
    public string? PausedBy { get; init; }

    public DateTimeOffset? PausedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required int Version { get; init; }
}
