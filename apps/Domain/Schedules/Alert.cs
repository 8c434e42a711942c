using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Schedules;

/// <summary>What an alert is about.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<AlertKind>))]
public enum AlertKind
{
    /// <summary>A run was not delivered by its deadline.</summary>
    DeadlineMissed,

    /// <summary>The Scheduler has paused a schedule.</summary>
    SchedulePaused,
}

/// <summary>Something that an owner must know of a schedule.</summary>
public sealed record Alert
{
    public required Guid Id { get; init; }
    public required AlertKind Kind { get; init; }
    public required Guid ScheduleId { get; init; }
    public required string ScheduleName { get; init; }
    public Guid? RunId { get; init; }

    /// <summary>One or two sentences for people.</summary>
    public required string Message { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When the owner was told; null until then.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }
}
