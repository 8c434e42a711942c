using System.Globalization;

namespace ReportScheduler.TestKit.Simulation;

/// <summary>RFC 5545, 3.3.10, read as a question about one minute: does the rule mean it? Without BYWEEKNO and BYSECOND.</summary>
internal sealed class NaiveRule
{
    private static readonly string[] _weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private readonly Dictionary<string, string> _parts;
    private readonly Dictionary<string, HashSet<int>> _numbers = [];
    private readonly string _frequency;
    private readonly int _interval;
    private readonly DateTime _start;
    private readonly DateTime _until;
    private readonly HashSet<DateTime>? _counted;
    private readonly Dictionary<DateTime, HashSet<DateTime>> _chosen = [];

    /// <param name="end">Where a rule with a count is looked at up to.</param>
    public NaiveRule(string rule, DateTime start, DateTime end)
    {
        _parts = rule.Split(';').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        foreach (var part in _parts.Where(part => part.Key.StartsWith("BY", StringComparison.Ordinal) && part.Key != "BYDAY"))
            _numbers[part.Key] = [.. part.Value.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        _frequency = _parts["FREQ"];
        _interval = _parts.TryGetValue("INTERVAL", out var interval) ? int.Parse(interval, CultureInfo.InvariantCulture) : 1;
        _start = start;
        _until = !_parts.TryGetValue("UNTIL", out var until) ? DateTime.MaxValue
            : until.Length == 8 ? DateTime.ParseExact(until, "yyyyMMdd", CultureInfo.InvariantCulture).AddDays(1).AddTicks(-1)
            : DateTime.ParseExact(until, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        if (_parts.TryGetValue("COUNT", out var count))
            _counted = [.. Minutes(start, end).Where(IsChosen).Take(int.Parse(count, CultureInfo.InvariantCulture))];
    }

    public bool Matches(DateTime local) => local <= _until && (_counted is null ? IsChosen(local) : _counted.Contains(local));

    private static IEnumerable<DateTime> Minutes(DateTime from, DateTime to)
    {
        for (var minute = from; minute < to; minute = minute.AddMinutes(1)) yield return minute;
    }

    private bool IsChosen(DateTime local)
    {
        if (local < _start || !IsCandidate(local)) return false;
        if (!_numbers.TryGetValue("BYSETPOS", out var positions)) return true;

        var (from, to) = Period(local);
        if (!_chosen.TryGetValue(from, out var chosen))
        {
            DateTime[] all = [.. Minutes(from, to).Where(IsCandidate)];
            chosen = [.. positions
                .Select(position => position > 0 ? position - 1 : all.Length + position)
                .Where(index => index >= 0 && index < all.Length)
                .Select(index => all[index])];
            _chosen.Add(from, chosen);
        }

        return chosen.Contains(local);
    }

    // Whether the rule would mean it without BYSETPOS and whatever its first period.
    private bool IsCandidate(DateTime local)
    {
        if (!TimeMatches(local)) return false;
        var distance = _frequency switch
        {
            "YEARLY" => local.Year - _start.Year,
            "MONTHLY" => (local.Year - _start.Year) * 12 + local.Month - _start.Month,
            "WEEKLY" => (Period(local).From - Period(_start).From).Days / 7,
            "DAILY" => (local.Date - _start.Date).Days,
            "HOURLY" => (Period(local).From - Period(_start).From).TotalHours,
            _ => (local - _start).TotalMinutes,
        };
        return distance % _interval == 0 && DayMatches(local);
    }

    private bool TimeMatches(DateTime local) =>
        (Has("BYHOUR") ? Lists("BYHOUR", local.Hour) : _frequency is "HOURLY" or "MINUTELY" || local.Hour == _start.Hour)
        && (Has("BYMINUTE") ? Lists("BYMINUTE", local.Minute) : _frequency == "MINUTELY" || local.Minute == _start.Minute);

    private bool DayMatches(DateTime local)
    {
        var daysInMonth = DateTime.DaysInMonth(local.Year, local.Month);
        var daysInYear = DateTime.IsLeapYear(local.Year) ? 366 : 365;
        if (Has("BYMONTH") && !Lists("BYMONTH", local.Month)) return false;
        if (Has("BYMONTHDAY") && !Lists("BYMONTHDAY", local.Day) && !Lists("BYMONTHDAY", local.Day - daysInMonth - 1)) return false;
        if (Has("BYYEARDAY") && !Lists("BYYEARDAY", local.DayOfYear) && !Lists("BYYEARDAY", local.DayOfYear - daysInYear - 1)) return false;
        if (Has("BYDAY")) return _parts["BYDAY"].Split(',').Any(day => WeekdayMatches(day, local, daysInMonth, daysInYear));
        if (Has("BYMONTHDAY") || Has("BYYEARDAY")) return true;
        return _frequency switch
        {
            "WEEKLY" => local.DayOfWeek == _start.DayOfWeek,
            "MONTHLY" => local.Day == _start.Day,
            "YEARLY" => local.Day == _start.Day && (Has("BYMONTH") || local.Month == _start.Month),
            _ => true,
        };
    }

    private bool WeekdayMatches(string day, DateTime local, int daysInMonth, int daysInYear)
    {
        if (day[^2..] != _weekdays[(int)local.DayOfWeek]) return false;
        if (day.Length == 2) return true;
        var inMonth = _frequency == "MONTHLY" || Has("BYMONTH");
        var position = int.Parse(day[..^2], CultureInfo.InvariantCulture);
        var (number, length) = inMonth ? (local.Day, daysInMonth) : (local.DayOfYear, daysInYear);
        return position == (position > 0 ? (number - 1) / 7 + 1 : -((length - number) / 7 + 1));
    }

    private (DateTime From, DateTime To) Period(DateTime local)
    {
        switch (_frequency)
        {
            case "YEARLY":
                return (new DateTime(local.Year, 1, 1), new DateTime(local.Year + 1, 1, 1));
            case "MONTHLY":
                var month = new DateTime(local.Year, local.Month, 1);
                return (month, month.AddMonths(1));
            case "WEEKLY":
                var firstDay = Array.IndexOf(_weekdays, _parts.GetValueOrDefault("WKST", "MO"));
                var week = local.Date.AddDays(-(((int)local.DayOfWeek - firstDay + 7) % 7));
                return (week, week.AddDays(7));
            case "DAILY":
                return (local.Date, local.Date.AddDays(1));
            case "HOURLY":
                var hour = local.Date.AddHours(local.Hour);
                return (hour, hour.AddHours(1));
            default:
                return (local, local.AddMinutes(1));
        }
    }

    private bool Has(string name) => _parts.ContainsKey(name);

    private bool Lists(string name, int value) => _numbers[name].Contains(value);
}
