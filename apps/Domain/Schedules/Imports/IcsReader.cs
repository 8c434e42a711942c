using Ical.Net;
using Ical.Net.CalendarComponents;
using NodaTime;

namespace ReportScheduler.Domain.Schedules.Imports;

/// <summary>Collects what the events of one calendar file close.</summary>
internal sealed class IcsReader(string timeZone, int fromYear, int years)
{
    private const int MaxNameLength = 200;

    private readonly DateTime _from = new(fromYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly DateTime _to = new(fromYear + years, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly SortedDictionary<DateOnly, string> _holidays = [];
    private readonly List<BlackoutWindow> _blackouts = [];

    public IcsImport Read(string text)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone)
            ?? throw new IcsException(new FieldError("timeZone", "unknown_time_zone", "Name an IANA time zone, for example Europe/Berlin."));
        var events = IcsFile.Events(text);
        var replaced = events
            .Where(item => item.Uid is not null && item.RecurrenceIdentifier is not null)
            .ToLookup(item => item.Uid!, item => IcsTimes.ToLocal(item.RecurrenceIdentifier!.StartTime, zone));
        foreach (var item in events)
        {
            if (item.Start is null || string.Equals(item.Status, EventStatus.Cancelled, StringComparison.OrdinalIgnoreCase)) continue;
            var times = new IcsTimes(item, zone, item.RecurrenceIdentifier is null ? [.. replaced[item.Uid ?? ""]] : []);
            foreach (var start in times.Starts(_from, _to)) Add(item, times, start);
        }

        return new IcsImport(
            [.. _holidays.Select(holiday => new Holiday(holiday.Key, holiday.Value))],
            [.. _blackouts.OrderBy(window => window.From).ThenBy(window => window.To)]);
    }

    private void Add(CalendarEvent item, IcsTimes times, DateTime start)
    {
        var name = Name(item.Summary);
        var end = start + times.Length;
        if (times.IsAllDay)
        {
            for (var day = start < _from ? _from : start; day < end && day < _to; day = day.AddDays(1))
            {
                _holidays.TryAdd(DateOnly.FromDateTime(day), name);
                if (_holidays.Count > IcsImport.MaxHolidays) throw new IcsException($"The file closes more than {IcsImport.MaxHolidays} days; import fewer.");
            }
        }
        else if (end > start && end > _from && start < _to)
        {
            _blackouts.Add(new BlackoutWindow(Unspecified(start), Unspecified(end), name));
            if (_blackouts.Count > IcsImport.MaxBlackouts) throw new IcsException($"The file has more than {IcsImport.MaxBlackouts} events with times; import fewer.");
        }
    }

    private static DateTime Unspecified(DateTime local) => DateTime.SpecifyKind(local, DateTimeKind.Unspecified);

    private static string Name(string? summary)
    {
        var name = new string([.. (summary ?? "").Where(character => !char.IsControl(character)).Take(MaxNameLength)]).Trim();
        return name.Length > 0 ? name : "Closed";
    }
}
