using System.Globalization;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>Looks ahead with the calendar that the Scheduler fires by.</summary>
internal static class FirePreview
{
    public const int DefaultCount = 10;
    public const int MaxCount = 100;

    /// <param name="calendar">Null for a schedule that follows another.</param>
    /// <param name="timing">What the calendar is made from.</param>
    /// <param name="scheduleId">Null for a schedule that does not exist yet: its place within the jitter is not known.</param>
    /// <param name="remaining">Runs it may still start; null for any number.</param>
    /// <param name="after">Only fires that are due after it.</param>
    /// <param name="count">The most fires.</param>
    public static NextFires Of(FireCalendar? calendar, ScheduleTiming timing, Guid? scheduleId, int? remaining, DateTimeOffset after, int count)
    {
        var jitter = scheduleId is { } id ? Jitter.Of(id, timing.JitterSeconds) : TimeSpan.Zero;
        var fires = new List<NextFire>();
        var next = calendar?.Next(after - jitter);
        for (; next is not null && fires.Count < count && remaining is null or > 0; next = calendar!.Next(next.At))
        {
            var moved = timing.JitterSeconds == 0 ? next.Shifts : [.. next.Shifts, JitterShift(scheduleId is null ? null : jitter, timing.JitterSeconds)];
            var skipped = next.SkipReason is null ? null : new FireSkip(next.SkipReason, next.SkipDetail);
            fires.Add(new NextFire(next.At, calendar!.ToLocal(next.At), next.At + jitter, skipped, moved));
            if (skipped is null) remaining--;
        }

        return new NextFires(timing.TimeZone, TimeZoneData.Version, fires);
    }

    private static FireShift JitterShift(TimeSpan? jitter, int seconds) => new(FireShiftKind.Jitter, jitter is { } place
        ? string.Create(CultureInfo.InvariantCulture, $"It starts {place.TotalSeconds:0.###} seconds later: the schedule's own place within {seconds} seconds.")
        : string.Create(CultureInfo.InvariantCulture, $"It starts up to {seconds} seconds later: the schedule gets a place of its own when it is added."));
}
