using System.Globalization;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

/// <summary>Short ways to write timings and times.</summary>
internal static class Timings
{
    public static readonly Guid CalendarId = new("018f3c4e-0000-7000-8000-000000000001");

    public static ScheduleTiming Cron(string cron, string zone = "UTC") => Of(zone, new ScheduleEntry { Cron = cron });

    public static ScheduleTiming Rule(string rule, string start, string zone = "UTC") => Of(zone, new ScheduleEntry { Rrule = rule, Start = start });

    public static ScheduleTiming Of(string zone, params ScheduleEntry[] entries) => new() { Entries = entries, TimeZone = zone };

    public static ScheduleTiming With(this ScheduleTiming timing, ClosedDayPolicy policy) =>
        timing with { Calendars = [new CalendarReference(CalendarId)], OnClosedDay = policy };

    public static BusinessCalendar Calendar(IReadOnlyList<Holiday>? holidays = null, IReadOnlyList<BlackoutWindow>? blackouts = null) => new()
    {
        Id = CalendarId,
        Name = "Office",
        Weekend = [Weekday.Saturday, Weekday.Sunday],
        Holidays = holidays ?? [],
        Blackouts = blackouts ?? [],
    };

    public static FireCalendar Compile(this ScheduleTiming timing, params BusinessCalendar[] calendars) => FireCalendar.Create(timing, calendars);

    /// <summary>The next fires after a time, as UTC text.</summary>
    public static IEnumerable<Fire> After(this FireCalendar calendar, string after)
    {
        for (var fire = calendar.Next(Time(after)); fire is not null; fire = calendar.Next(fire.At)) yield return fire;
    }

    public static List<FieldError> Errors(this ScheduleTiming timing, params BusinessCalendar[] calendars)
    {
        var errors = new List<FieldError>();
        FireCalendar.TryCreate(timing, calendars, errors).Should().BeNull();
        return errors;
    }

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
