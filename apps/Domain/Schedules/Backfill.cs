namespace ReportScheduler.Domain.Schedules;

/// <summary>Past fires of a schedule that a person had run.</summary>
public sealed record Backfill
{
    /// <summary>The most runs of one backfill.</summary>
    public const int MaxRuns = 1000;

    /// <summary>The most runs of one backfill at a time.</summary>
    public const int MaxConcurrency = 100;

    public required Guid Id { get; init; }
    public required Guid ScheduleId { get; init; }
    public required string ScheduleName { get; init; }

    /// <summary>Fires from this instant on.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Fires before this instant.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How many of its runs go on at a time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Whether results go to the schedule's destinations.</summary>
    public required bool Deliver { get; init; }

    public required int RunCount { get; init; }

    /// <summary>Where its runs stand; only on a single backfill.</summary>
    public RunCounts? Runs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset? CancelledAt { get; init; }
    public string? CancelledBy { get; init; }
}

/// <summary>How many runs are in each state.</summary>
public sealed record RunCounts(
    int Waiting, int Requested, int Running, int Succeeded, int DeliveryFailed, int Failed, int Cancelled, int Skipped);
