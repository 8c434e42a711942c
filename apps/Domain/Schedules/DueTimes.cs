namespace ReportScheduler.Domain.Schedules;

/// <summary>When fires are due: their nominal times, each later by the schedule's place within its jitter.</summary>
public static class DueTimes
{
    /// <summary>When a schedule is due first after an instant; null when there is no further fire.</summary>
    public static DateTimeOffset? NextDue(this FireCalendar calendar, Guid scheduleId, int jitterSeconds, DateTimeOffset after)
    {
        var jitter = Jitter.Of(scheduleId, jitterSeconds);
        return calendar.Next(after - jitter)?.At + jitter;
    }
}
