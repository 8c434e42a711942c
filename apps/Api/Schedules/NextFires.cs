namespace ReportScheduler.Api.Schedules;

/// <summary>When a schedule fires next, if it is active.</summary>
/// <param name="TimeZone">IANA name of the zone of the local times.</param>
/// <param name="Items">In order; fewer than asked for when the calendar ends.</param>
public sealed record NextFires(string TimeZone, IReadOnlyList<NextFire> Items);

/// <summary>One fire.</summary>
/// <param name="At">In UTC.</param>
/// <param name="Local">The same instant in the schedule's time zone, with its offset.</param>
public sealed record NextFire(DateTimeOffset At, DateTimeOffset Local);
