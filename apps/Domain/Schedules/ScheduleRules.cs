using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Schedules;

/// <summary>How a schedule's fires become runs, as a person writes it. Members at their default are left out of its JSON.</summary>
public sealed record ScheduleRules
{
    /// <summary>Those of a schedule that says nothing.</summary>
    public static readonly ScheduleRules Default = new();

    /// <summary>What becomes of fires that came due while nobody looked; absent for the default.</summary>
    public CatchUpRule? CatchUp { get; init; }

    /// <summary>What becomes of a fire while an earlier run of the schedule goes on; absent to allow both.</summary>
    public OverlapRule? Overlap { get; init; }

    /// <summary>Pauses the schedule after this many runs in a row that ended failed, 1 to 100.</summary>
    public int? PauseAfterFailures { get; init; }

    /// <summary>The schedule ends after this many runs, 1 to 1,000,000.</summary>
    public int? MaxFires { get; init; }

    /// <summary>Minutes after the nominal fire time by which everything must be delivered, 1 to 10,080; otherwise an alert is raised.</summary>
    public int? DeadlineMinutes { get; init; }

    /// <summary>Where alerts of this schedule go; when absent, to its creator if that is an e-mail address.</summary>
    public IReadOnlyList<Guid>? AlertDestinationIds { get; init; }

    /// <summary>What a fire waits for before it runs.</summary>
    public GateRule? Gate { get; init; }

    /// <summary>The schedule of which each succeeded run starts a run of this one. Such a schedule needs no entries.</summary>
    public Guid? AfterScheduleId { get; init; }

    /// <summary>True when the end of one run decides over others of the schedule, so that it must be followed up.</summary>
    [JsonIgnore]
    public bool IsGuarded => Overlap is { Policy: not OverlapPolicy.Allow } || PauseAfterFailures is not null;
}

/// <summary>What becomes of fires that came due while the Scheduler was away.</summary>
public sealed record CatchUpRule
{
    public const int DefaultWindowMinutes = 24 * 60;

    public CatchUpPolicy Policy { get; init; }

    /// <summary>Fires that are older are never made up, 1 to 44,640 (31 days); a day when absent.</summary>
    public int? WindowMinutes { get; init; }

    /// <summary>With <see cref="CatchUpPolicy.FireAll"/>: the most fires made up at once, 1 to 1000; 10 when absent.</summary>
    public int? Max { get; init; }
}

/// <summary>Which of several missed fires run.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CatchUpPolicy>))]
public enum CatchUpPolicy
{
    /// <summary>The latest one runs, the others are recorded as skipped.</summary>
    FireOnce,

    /// <summary>The latest ones up to a limit run, the others are recorded as skipped.</summary>
    FireAll,

    /// <summary>None runs that is more than a minute late.</summary>
    Skip,
}

/// <summary>What becomes of a fire while an earlier run of the schedule has not ended.</summary>
public sealed record OverlapRule
{
    public OverlapPolicy Policy { get; init; }

    /// <summary>With <see cref="OverlapPolicy.QueueAll"/>: the most fires that wait, 1 to 1000; 10 when absent.</summary>
    public int? Max { get; init; }
}

/// <summary>Which of several runs of one schedule go on.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OverlapPolicy>))]
public enum OverlapPolicy
{
    /// <summary>All, side by side.</summary>
    Allow,

    /// <summary>The earlier one; the new fire is recorded as skipped.</summary>
    Skip,

    /// <summary>The earlier one; one fire waits for its end, further ones are recorded as skipped.</summary>
    QueueOne,

    /// <summary>The earlier one; fires wait for its end in order, up to a limit.</summary>
    QueueAll,

    /// <summary>The new one; the earlier one is cancelled.</summary>
    CancelRunning,
}

/// <summary>What a fire waits for: a query that gives true, or an event of a name. Exactly one of them.</summary>
public sealed record GateRule
{
    /// <summary>A query on the report's data source; it opens the gate when the first column of its first row is true.</summary>
    public string? Sql { get; init; }

    /// <summary>The name of an event that is posted to the API or to the topic <c>data.ready</c>.</summary>
    public string? Event { get; init; }

    /// <summary>Minutes after the nominal fire time at which waiting ends, 1 to 1440; the fire is then recorded as skipped.</summary>
    public int TimeoutMinutes { get; init; } = 120;

    /// <summary>With <see cref="Sql"/>: seconds between two queries, 10 to 3600; 60 when absent.</summary>
    public int? PollSeconds { get; init; }
}
