using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>When a schedule fires next, if it is active.</summary>
/// <param name="TimeZone">IANA name of the zone of the local times.</param>
/// <param name="TimeZoneDataVersion">Version of the IANA time zone database that they are computed with.</param>
/// <param name="Items">In order; fewer than asked for when the schedule ends, none when it follows another.</param>
public sealed record NextFires(string TimeZone, string TimeZoneDataVersion, IReadOnlyList<NextFire> Items);

/// <summary>One fire.</summary>
/// <param name="At">The nominal fire time, in UTC.</param>
/// <param name="Local">The same instant in the schedule's time zone, with its offset.</param>
/// <param name="DueAt">When it starts: later than the nominal time by the schedule's place within its jitter.</param>
/// <param name="Skipped">Why it will not run; null when it will.</param>
/// <param name="Moved">Why it is not at the time that the entry names; empty for most fires.</param>
public sealed record NextFire(DateTimeOffset At, DateTimeOffset Local, DateTimeOffset DueAt, FireSkip? Skipped, IReadOnlyList<FireShift> Moved);

/// <summary>Why a fire does not run.</summary>
/// <param name="Reason"><c>holiday</c>, <c>weekend</c> or <c>blackout</c>.</param>
/// <param name="Detail">Name of the holiday or the blackout, or the day of the week.</param>
public sealed record FireSkip(string Reason, string? Detail);
