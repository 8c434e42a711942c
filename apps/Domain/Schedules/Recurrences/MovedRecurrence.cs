using System.Globalization;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>
/// Moves local times off closed days, to the same time of day on the nearest open day in one direction. A time for which
/// no day within <see cref="MaxDays"/> is open stays where it is.
/// </summary>
/// <remarks>
/// Moves keep the order of dates, not of times: Saturday 06:00 moved to Monday comes before Monday 07:00 but after
/// Saturday 18:00 came before it. So the next fire is looked for by target day: the earliest time of day among all days
/// that move onto it.
/// </remarks>
internal sealed class MovedRecurrence(ILocalRecurrence inner, ClosedTimes closed, bool forward, bool onlyMoved) : ILocalRecurrence
{
    public const int MaxDays = 31;

    public LocalFire? Next(DateTime from, bool inclusive)
    {
        var timeOfDay = from.TimeOfDay;
        var daysAfterLast = 0;
        for (var day = from.Date; ; timeOfDay = TimeSpan.Zero, inclusive = true)
        {
            if (EarliestOn(day, timeOfDay, inclusive) is { } found) return found;
            // Where nothing is closed, nothing moves; calendars may leave centuries open.
            var search = onlyMoved ? closed.NextClosedDay(day.AddDays(1)) : day.AddDays(1);
            if (search is null || inner.Next(search.Value, inclusive: true) is not { } next)
            {
                if (++daysAfterLast > MaxDays) return null;
                day = day.AddDays(1);
                continue;
            }

            // Days that nothing can move onto are passed over.
            var earliest = forward ? day.AddDays(1) : next.At.Date.AddDays(-MaxDays);
            if (forward && closed.IsOpenAllDay(day)) earliest = next.At.Date;
            day = earliest > day ? earliest : day.AddDays(1);
        }
    }

    /// <summary>The day, with the time of day, on which a local time fires.</summary>
    public DateTime Target(DateTime local)
    {
        var step = forward ? 1 : -1;
        for (var (at, i) = (local, 0); i <= MaxDays; at = at.AddDays(step), i++)
        {
            if (!closed.IsClosed(at)) return at;
        }

        return local;
    }

    private LocalFire? EarliestOn(DateTime day, TimeSpan timeOfDay, bool inclusive)
    {
        LocalFire? earliest = null;
        var back = forward ? -1 : 1;
        for (var (source, i) = (day, 0); i <= MaxDays; i++)
        {
            if ((i > 0 || !onlyMoved) && EarliestFrom(source, day, timeOfDay, inclusive) is { } found
                && (earliest is null || found.At < earliest.Value.At || (found.At == earliest.Value.At && found.Shift is null)))
            {
                earliest = found;
            }

            source = source.AddDays(back);
            if (closed.IsOpenAllDay(source)) break;
        }

        return earliest;
    }

    private LocalFire? EarliestFrom(DateTime source, DateTime day, TimeSpan timeOfDay, bool inclusive)
    {
        var cursor = source + timeOfDay;
        while (inner.Next(cursor, inclusive) is { } found && found.At.Date == source)
        {
            var target = Target(found.At);
            if (target.Date == day)
                return new LocalFire(target, source == day ? found.Shift : new FireShift(FireShiftKind.ClosedDay, Describe(found.At, target)));

            // The same answer holds up to the next change on any of the days in between.
            (cursor, inclusive) = (source + EarliestChange(found.At), true);
            if (cursor.Date != source) break;
        }

        return null;
    }

    private TimeSpan EarliestChange(DateTime local)
    {
        var earliest = TimeSpan.FromDays(1);
        var step = forward ? 1 : -1;
        for (var (at, i) = (local, 0); i <= MaxDays; at = at.AddDays(step), i++)
        {
            var change = closed.NextChange(at) - at.Date;
            if (change < earliest) earliest = change;
            if (!closed.IsClosed(at)) break;
        }

        return earliest;
    }

    private string Describe(DateTime from, DateTime to)
    {
        var why = closed.At(from) is { } reason ? reason.Detail : "closed";
        return string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} is closed ({why}); fires on {to:yyyy-MM-dd}");
    }
}
