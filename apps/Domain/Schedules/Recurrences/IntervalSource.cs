using NodaTime;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>A fixed interval of elapsed time, counted from an anchor, whatever clocks do.</summary>
internal sealed class IntervalSource(Instant anchor, long seconds) : IFireSource
{
    private readonly long _anchor = anchor.ToUnixTimeTicks();
    private readonly long _step = seconds * TimeSpan.TicksPerSecond;

    public ResolvedFire? Next(Instant after) => new ResolvedFire(NextTick(after, inclusive: false), []);

    public Instant NextTick(Instant from, bool inclusive)
    {
        var elapsed = from.ToUnixTimeTicks() - _anchor;
        var steps = Math.DivRem(elapsed, _step, out var rest);
        if (rest < 0) (steps, rest) = (steps - 1, rest + _step);
        if (rest > 0 || !inclusive) steps++;
        return Instant.FromUnixTimeTicks(_anchor + steps * _step);
    }
}

/// <summary>The ticks of an interval that calendars leave where they are; the others are <see cref="IntervalLocalTimes"/>.</summary>
internal sealed class OpenIntervalSource(IntervalSource ticks, DateTimeZone zone, ClosedTimes closed, MovedRecurrence moved) : IFireSource
{
    public ResolvedFire? Next(Instant after)
    {
        var tick = ticks.NextTick(after, inclusive: false);
        while (tick < FireCalendar.Latest)
        {
            var interval = zone.GetZoneInterval(tick);
            var local = ZonedRecurrence.ToLocal(tick, interval);
            if (moved.Target(local) == local) return new ResolvedFire(tick, []);

            // Up to the next change, or to where local time jumps, no tick can be open.
            var change = ZonedRecurrence.ToInstant(closed.NextChange(local), interval);
            if (interval.HasEnd && interval.End < change) change = interval.End;
            tick = ticks.NextTick(change, inclusive: true);
        }

        return null;
    }
}

/// <summary>The local times that a clock in the zone shows at the ticks of an interval, in the order of local time.</summary>
internal sealed class IntervalLocalTimes(IntervalSource ticks, DateTimeZone zone) : ILocalRecurrence
{
    public LocalFire? Next(DateTime from, bool inclusive)
    {
        DateTime? earliest = null;
        for (var interval = zone.GetZoneInterval(Instant.FromDateTimeUtc(from) - Duration.FromDays(2)); ;
            interval = zone.GetZoneInterval(interval.End))
        {
            if (interval.HasStart && ZonedRecurrence.LocalStart(interval) is var start
                && (earliest is { } known ? start > known : interval.Start >= FireCalendar.Latest))
            {
                break;
            }

            var first = ZonedRecurrence.ToInstant(from, interval);
            var tick = interval.HasStart && interval.Start > first
                ? ticks.NextTick(interval.Start, inclusive: true)
                : ticks.NextTick(first, inclusive);
            if (interval.Contains(tick) && ZonedRecurrence.ToLocal(tick, interval) is var local && (earliest is null || local < earliest))
                earliest = local;
            if (!interval.HasEnd) break;
        }

        return earliest is { } at && at < FireCalendar.Latest.ToDateTimeUtc() ? new LocalFire(at, null) : null;
    }
}
