using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.TestKit.Simulation;

/// <summary>Calendars read from beginning to end for every question.</summary>
internal sealed class NaiveCalendar(IReadOnlyList<BusinessCalendar> calendars)
{
    public bool IsClosedDay(DateTime date) => Reason(date.Date) is "holiday" or "weekend";

    public string? Reason(DateTime local)
    {
        if (calendars.Any(calendar => calendar.Holidays.Any(holiday => holiday.Date == DateOnly.FromDateTime(local)))) return "holiday";
        if (calendars.Any(calendar => calendar.Weekend.Any(day => (int)day == (int)local.DayOfWeek))) return "weekend";
        return calendars.Any(calendar => calendar.Blackouts.Any(window => window.From <= local && local < window.To)) ? "blackout" : null;
    }
}
