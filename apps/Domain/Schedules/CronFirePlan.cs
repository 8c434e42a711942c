namespace ReportScheduler.Domain.Schedules;

/// <summary>What becomes of a schedule that is due.</summary>
/// <param name="Missed">Fires that came due while nobody looked and are not made up; oldest first.</param>
/// <param name="Fire">The latest fire that is due; it runs. Null when more were missed than one plan holds.</param>
/// <param name="Next">The first fire after those; null when there is none.</param>
public sealed record CronFirePlan(IReadOnlyList<DateTimeOffset> Missed, DateTimeOffset? Fire, DateTimeOffset? Next)
{
    /// <summary>The most fires one plan accounts for; a schedule with more is planned again at once.</summary>
    public const int MaxFires = 1000;

    /// <summary>Plans the fires from <paramref name="due"/> up to <paramref name="now"/>: the latest runs, the others are skipped.</summary>
    public static CronFirePlan Create(CronSchedule schedule, DateTimeOffset due, DateTimeOffset now)
    {
        var missed = new List<DateTimeOffset>();
        var latest = due;
        while (missed.Count < MaxFires)
        {
            var next = schedule.Next(latest);
            if (next is null || next > now) return new CronFirePlan(missed, latest, next);
            missed.Add(latest);
            latest = next.Value;
        }

        return new CronFirePlan(missed, null, latest);
    }
}
