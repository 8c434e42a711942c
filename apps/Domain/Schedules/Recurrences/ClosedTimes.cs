namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>What a schedule's calendars close, together: days and spans of local time.</summary>
internal sealed class ClosedTimes
{
    private readonly Dictionary<DateTime, string> _holidays = [];
    private readonly DateTime[] _holidayDays;
    private readonly bool[] _weekend = new bool[7];
    private readonly List<BlackoutWindow> _blackouts;

    /// <param name="calendars">When empty, <paramref name="weekendByDefault"/> decides whether Saturday and Sunday are closed.</param>
    public ClosedTimes(IReadOnlyCollection<BusinessCalendar> calendars, bool weekendByDefault)
    {
        foreach (var holiday in calendars.SelectMany(calendar => calendar.Holidays))
            _holidays.TryAdd(holiday.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), holiday.Name);
        _holidayDays = [.. _holidays.Keys.Order()];
        foreach (var day in calendars.SelectMany(calendar => calendar.Weekend)) _weekend[(int)day] = true;
        if (calendars.Count == 0 && weekendByDefault)
            _weekend[(int)Weekday.Saturday] = _weekend[(int)Weekday.Sunday] = true;

        _blackouts = [.. calendars.SelectMany(calendar => calendar.Blackouts)
            .Where(window => window.From < window.To)
            .OrderBy(window => window.From)];
        // A window that lies in an earlier one would hide that one from the search.
        for (var i = 1; i < _blackouts.Count; i++)
        {
            var before = _blackouts[i - 1].To;
            if (_blackouts[i].From >= before) continue;
            if (_blackouts[i].To > before) _blackouts[i] = _blackouts[i] with { From = before };
            else _blackouts.RemoveAt(i--);
        }
    }

    public bool IsEmpty => _holidays.Count == 0 && _blackouts.Count == 0 && !_weekend.Contains(true);

    public bool IsClosedDay(DateTime date) => _weekend[(int)date.DayOfWeek] || _holidays.ContainsKey(date.Date);

    public bool IsClosed(DateTime local) => IsClosedDay(local) || BlackoutAt(local) is not null;

    /// <summary>True when no local time of the day is closed.</summary>
    public bool IsOpenAllDay(DateTime date) =>
        !IsClosedDay(date) && BlackoutAt(date) is null && NextBlackout(date) is var next && (next is null || next.From >= date.AddDays(1));

    /// <summary>The first day from <paramref name="date"/> on of which some local time is closed; null when there is none.</summary>
    public DateTime? NextClosedDay(DateTime date)
    {
        DateTime? first = null;
        for (var i = 0; i < 7 && first is null; i++)
        {
            if (_weekend[(int)date.AddDays(i).DayOfWeek]) first = date.AddDays(i);
        }

        var index = Array.BinarySearch(_holidayDays, date);
        if (index < 0) index = ~index;
        if (index < _holidayDays.Length && (first is null || _holidayDays[index] < first)) first = _holidayDays[index];
        if (BlackoutAt(date) is not null) return date;
        return NextBlackout(date) is { } window && (first is null || window.From < first) ? DateTime.SpecifyKind(window.From.Date, DateTimeKind.Utc) : first;
    }

    /// <summary>The skip reason and its detail at a local time; null when it is open.</summary>
    public (string Reason, string Detail)? At(DateTime local)
    {
        if (_holidays.TryGetValue(local.Date, out var holiday)) return (SkipReasons.Holiday, holiday);
        if (_weekend[(int)local.DayOfWeek]) return (SkipReasons.Weekend, local.DayOfWeek.ToString());
        return BlackoutAt(local) is { } window ? (SkipReasons.Blackout, window.Name) : null;
    }

    /// <summary>The next local time at which a time of day may change between open and closed: midnight or an end of a blackout.</summary>
    public DateTime NextChange(DateTime local)
    {
        var midnight = local.Date.AddDays(1);
        var window = BlackoutAt(local);
        var change = window?.To ?? NextBlackout(local)?.From ?? midnight;
        return change < midnight ? DateTime.SpecifyKind(change, DateTimeKind.Utc) : midnight;
    }

    private BlackoutWindow? BlackoutAt(DateTime local)
    {
        var index = FirstAfter(local) - 1;
        return index >= 0 && local < _blackouts[index].To ? _blackouts[index] : null;
    }

    private BlackoutWindow? NextBlackout(DateTime local) =>
        FirstAfter(local) is var index && index < _blackouts.Count ? _blackouts[index] : null;

    private int FirstAfter(DateTime local)
    {
        var (low, high) = (0, _blackouts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blackouts[middle].From <= local) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
