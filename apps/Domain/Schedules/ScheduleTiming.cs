using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Schedules;

/// <summary>When a schedule fires, as a person writes it.</summary>
/// <remarks>Members at their default are left out of its JSON, so that simple schedules stay small.</remarks>
public sealed record ScheduleTiming
{
    /// <summary>1 to 20; the schedule fires when any of them does, once for equal instants.</summary>
    public required IReadOnlyList<ScheduleEntry> Entries { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }

    /// <summary>No fire before this instant.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>No fire at or after this instant.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>What becomes of a local time that the zone skips.</summary>
    public GapPolicy Gap { get; init; }

    /// <summary>What becomes of a local time that occurs twice.</summary>
    public FoldPolicy Fold { get; init; }

    /// <summary>The tenant's calendars that close days for this schedule.</summary>
    public IReadOnlyList<CalendarReference>? Calendars { get; init; }

    /// <summary>What becomes of a fire on a day, or in a window, that a calendar closes.</summary>
    public ClosedDayPolicy OnClosedDay { get; init; }

    /// <summary>Spreads schedules over this many seconds after the nominal time, 0 to 3600; each keeps its own place.</summary>
    public int JitterSeconds { get; init; }
}

/// <summary>
/// One way to say when: exactly one of <see cref="Cron"/>, <see cref="Rrule"/>, <see cref="EverySeconds"/>,
/// <see cref="At"/> and <see cref="BusinessDay"/>, with the members that belong to it.
/// </summary>
public sealed record ScheduleEntry
{
    /// <summary>Five fields, six with seconds first, or a macro such as <c>@daily</c>; <c>L</c>, <c>W</c> and <c>#</c> are understood.</summary>
    public string? Cron { get; init; }

    /// <summary>An RFC 5545 recurrence rule without DTSTART, for example <c>FREQ=MONTHLY;BYDAY=-1FR</c>.</summary>
    public string? Rrule { get; init; }

    /// <summary>With <see cref="Rrule"/>: the local time it starts from, <c>2026-01-31T07:00:00</c>.</summary>
    public string? Start { get; init; }

    /// <summary>A fixed interval in seconds, counted in elapsed time whatever clocks do.</summary>
    public long? EverySeconds { get; init; }

    /// <summary>With <see cref="EverySeconds"/>: an instant at which it fires; 1970-01-01T00:00:00Z when absent.</summary>
    public DateTimeOffset? Anchor { get; init; }

    /// <summary>Once, at this local time: <c>2026-12-24T07:00:00</c>.</summary>
    public string? At { get; init; }

    /// <summary>The n-th business day of each month, counted from its end when negative: 1 to 23 or -1 to -23.</summary>
    public int? BusinessDay { get; init; }

    /// <summary>With <see cref="BusinessDay"/>: the local time of day, <c>07:00</c>.</summary>
    public string? Time { get; init; }
}

/// <summary>A calendar in the version the timing was last planned with.</summary>
public sealed record CalendarReference(Guid Id, int Version = 0);

/// <summary>What becomes of a local time that does not exist because clocks go forward.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GapPolicy>))]
public enum GapPolicy
{
    /// <summary>It fires at the end of the gap.</summary>
    ShiftForward,

    /// <summary>It does not fire.</summary>
    Skip,
}

/// <summary>What becomes of a local time that exists twice because clocks go back.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FoldPolicy>))]
public enum FoldPolicy
{
    /// <summary>Both for a cron entry that leaves the hour open, so that it keeps its rhythm; the first for everything else.</summary>
    Auto,
    First,
    Second,
    Both,
}

/// <summary>What becomes of a fire on a day that is closed.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ClosedDayPolicy>))]
public enum ClosedDayPolicy
{
    /// <summary>It is recorded as skipped.</summary>
    Skip,

    /// <summary>It fires at the same local time of the last business day before.</summary>
    PreviousBusinessDay,

    /// <summary>It fires at the same local time of the next business day.</summary>
    NextBusinessDay,
}
