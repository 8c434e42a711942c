using System.Globalization;
using Cronos;
using NodaTime;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.TestKit.Simulation;

/// <summary>
/// The fires of a timing, found by asking every minute on the wall whether an entry means it: slow, and too simple to be
/// wrong. Only for entries that fire on whole minutes.
/// </summary>
public sealed class NaiveFires
{
    private readonly ScheduleTiming _timing;
    private readonly DateTimeZone _zone;
    private readonly NaiveCalendar _calendar;
    private readonly bool _hasCalendars;
    private List<Func<DateTime, bool>>? _isMeant;

    public NaiveFires(ScheduleTiming timing, IReadOnlyList<BusinessCalendar> calendars)
    {
        _timing = timing;
        _zone = DateTimeZoneProviders.Tzdb[timing.TimeZone];
        var chosen = calendars.Where(calendar => timing.Calendars?.Any(reference => reference.Id == calendar.Id) == true).ToArray();
        _calendar = new NaiveCalendar(chosen);
        _hasCalendars = chosen.Length > 0;
    }

    /// <summary>Whether the clock on the wall shows, at an instant, what an entry asks for.</summary>
    public bool IsMeant(DateTimeOffset at)
    {
        _isMeant ??= [.. _timing.Entries.Where(entry => entry.EverySeconds is null).Select(entry => Matcher(entry, at.UtcDateTime.AddYears(2)))];
        var local = Instant.FromDateTimeOffset(at).InZone(_zone).LocalDateTime.ToDateTimeUnspecified();
        return _isMeant.Any(matches => matches(local))
            || _timing.Entries.Any(entry => entry.EverySeconds is { } seconds
                && (at - (entry.Anchor ?? DateTimeOffset.UnixEpoch)).Ticks % (seconds * TimeSpan.TicksPerSecond) == 0);
    }

    private bool Moves => _hasCalendars && _timing.OnClosedDay != ClosedDayPolicy.Skip;

    /// <summary>Instants in (<paramref name="after"/>, <paramref name="until"/>] in order, with their skip reasons.</summary>
    public List<(DateTimeOffset At, string? SkipReason)> Between(DateTimeOffset after, DateTimeOffset until)
    {
        var margin = Moves ? 36 : 3;
        var from = after.UtcDateTime.Date.AddDays(-margin);
        var to = until.UtcDateTime.Date.AddDays(margin);
        var fires = new SortedSet<Instant>();
        foreach (var entry in _timing.Entries)
        {
            if (entry.EverySeconds is { } seconds) AddTicks(fires, seconds, entry.Anchor ?? DateTimeOffset.UnixEpoch, from, to);
            else AddLocal(fires, entry, from, to);
        }

        return [.. fires.Select(fire => fire.ToDateTimeOffset())
            .Where(fire => fire > after && fire <= until && !(fire < _timing.StartAt) && !(fire >= _timing.EndAt))
            .Select(fire => (fire, _calendar.Reason(Instant.FromDateTimeOffset(fire).InZone(_zone).LocalDateTime.ToDateTimeUnspecified())))];
    }

    private void AddTicks(SortedSet<Instant> fires, long seconds, DateTimeOffset anchor, DateTime from, DateTime to)
    {
        for (var minute = from; minute < to; minute = minute.AddMinutes(1))
        {
            var instant = Instant.FromDateTimeUtc(DateTime.SpecifyKind(minute, DateTimeKind.Utc));
            if ((instant - Instant.FromDateTimeOffset(anchor)).TotalSeconds % seconds != 0) continue;
            var local = instant.InZone(_zone).LocalDateTime.ToDateTimeUnspecified();
            var target = Moved(local);
            if (target == local) fires.Add(instant);
            else Resolve(fires, target, FoldPolicy.First);
        }
    }

    private void AddLocal(SortedSet<Instant> fires, ScheduleEntry entry, DateTime from, DateTime to)
    {
        var fold = _timing.Fold;
        if (fold == FoldPolicy.Auto)
            fold = entry.Cron?.Split(' ')[1].IndexOfAny(['*', '-', '/']) >= 0 ? FoldPolicy.Both : FoldPolicy.First;
        var matches = Matcher(entry, to);
        for (var local = from; local < to; local = local.AddMinutes(1))
        {
            if (matches(local)) Resolve(fires, Moved(local), fold);
        }
    }

    private DateTime Moved(DateTime local)
    {
        if (!Moves) return local;
        var step = _timing.OnClosedDay == ClosedDayPolicy.NextBusinessDay ? 1 : -1;
        for (var days = 0; days <= 31; days++)
        {
            if (_calendar.Reason(local.AddDays(step * days)) is null) return local.AddDays(step * days);
        }

        return local;
    }

    private void Resolve(SortedSet<Instant> fires, DateTime local, FoldPolicy fold)
    {
        var mapping = _zone.MapLocal(LocalDateTime.FromDateTime(local));
        if (mapping.Count == 0)
        {
            if (_timing.Gap == GapPolicy.ShiftForward) fires.Add(mapping.LateInterval.Start);
            return;
        }

        if (mapping.Count == 1 || fold != FoldPolicy.Second) fires.Add(mapping.First().ToInstant());
        if (mapping.Count == 2 && fold is FoldPolicy.Second or FoldPolicy.Both) fires.Add(mapping.Last().ToInstant());
    }

    private Func<DateTime, bool> Matcher(ScheduleEntry entry, DateTime to)
    {
        if (entry.Cron is not null)
        {
            var expression = CronExpression.Parse(entry.Cron);
            return local => DateTime.SpecifyKind(local, DateTimeKind.Utc) is var time && expression.GetNextOccurrence(time, inclusive: true) == time;
        }

        if (entry.Rrule is not null) return new NaiveRule(entry.Rrule, Parse(entry.Start!), to).Matches;
        if (entry.At is not null) return local => local == Parse(entry.At);

        var timeOfDay = TimeSpan.Parse(entry.Time!, CultureInfo.InvariantCulture);
        return local => local.TimeOfDay == timeOfDay && IsBusinessDay(local.Date, entry.BusinessDay!.Value);
    }

    private bool IsBusinessDay(DateTime date, int ordinal)
    {
        var days = Enumerable.Range(1, DateTime.DaysInMonth(date.Year, date.Month))
            .Select(day => new DateTime(date.Year, date.Month, day))
            .Where(day => _hasCalendars ? !_calendar.IsClosedDay(day) : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .ToList();
        var index = ordinal > 0 ? ordinal - 1 : days.Count + ordinal;
        return index >= 0 && index < days.Count && days[index] == date;
    }

    private static DateTime Parse(string local) => DateTime.Parse(local, CultureInfo.InvariantCulture);
}
