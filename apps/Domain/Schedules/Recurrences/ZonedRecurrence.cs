using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>
/// Local times resolved to instants with NodaTime, because TimeZoneInfo misses transitions of some zones
/// (Europe/Dublin, Africa/Casablanca).
/// </summary>
/// <param name="fold">Not <see cref="FoldPolicy.Auto"/>.</param>
internal sealed class ZonedRecurrence(ILocalRecurrence recurrence, DateTimeZone zone, GapPolicy gap, FoldPolicy fold) : IFireSource
{
    // No zone ever moved its clocks by more than a day.
    private static readonly TimeSpan _longestShift = TimeSpan.FromHours(25);

    public ResolvedFire? Next(Instant after)
    {
        var interval = zone.GetZoneInterval(after);
        var cursor = ToLocal(after, interval);
        var inclusive = false;

        // Within one zone interval local time is monotonic, so walking interval by interval finds every occurrence once.
        while (recurrence.Next(cursor, inclusive) is { } found)
        {
            while (interval.HasEnd && found.At >= LocalEnd(interval))
            {
                var next = zone.GetZoneInterval(interval.End);
                var start = LocalStart(next);
                if (found.At < start && gap == GapPolicy.ShiftForward)
                    return Resolve(interval.End, found, new FireShift(FireShiftKind.Gap, DescribeGap(found.At, start)));

                var isRepeated = start < LocalEnd(interval);
                interval = next;
                if (!isRepeated && found.At >= start) continue;

                // Local times between the start of this interval and the one found are still to be looked at.
                (cursor, inclusive) = (start, true);
                found = recurrence.Next(cursor, inclusive) ?? default;
                if (found == default) return null;
            }

            var isSecond = IsSecondPass(found.At, interval);
            if (fold == FoldPolicy.Both || (fold == FoldPolicy.Second ? isSecond || !IsFirstPass(found.At, interval) : !isSecond))
                return Resolve(ToInstant(found.At, interval), found, isSecond ? new FireShift(FireShiftKind.Fold, DescribeFold(found.At)) : null);

            (cursor, inclusive) = (found.At, false);
        }

        return null;
    }

    public static DateTime ToLocal(Instant instant, ZoneInterval interval) =>
        instant.ToDateTimeUtc().AddTicks(interval.WallOffset.Ticks);

    public static Instant ToInstant(DateTime local, ZoneInterval interval) =>
        Instant.FromDateTimeUtc(local.AddTicks(-interval.WallOffset.Ticks));

    public static DateTime LocalStart(ZoneInterval interval) => ToLocal(interval.Start, interval);

    public static DateTime LocalEnd(ZoneInterval interval) => ToLocal(interval.End, interval);

    private static ResolvedFire Resolve(Instant at, LocalFire found, FireShift? shift) => (found.Shift, shift) switch
    {
        (null, null) => new ResolvedFire(at, []),
        ({ } moved, null) => new ResolvedFire(at, [moved]),
        (null, { } resolved) => new ResolvedFire(at, [resolved]),
        ({ } moved, { } resolved) => new ResolvedFire(at, [moved, resolved]),
    };

    private bool IsSecondPass(DateTime local, ZoneInterval interval) =>
        interval.HasStart
        && local - LocalStart(interval) < _longestShift
        && local < LocalEnd(zone.GetZoneInterval(interval.Start - Duration.Epsilon));

    private bool IsFirstPass(DateTime local, ZoneInterval interval) =>
        interval.HasEnd
        && LocalEnd(interval) - local < _longestShift
        && local >= LocalStart(zone.GetZoneInterval(interval.End));

    private string DescribeGap(DateTime local, DateTime end) => local.Date == end.Date
        ? string.Create(CultureInfo.InvariantCulture, $"{local:HH:mm} does not exist on {local:yyyy-MM-dd} in {zone.Id}; fires at {end:HH:mm}")
        : string.Create(CultureInfo.InvariantCulture, $"{local:HH:mm} does not exist on {local:yyyy-MM-dd} in {zone.Id}; fires at {end:HH:mm} on {end:yyyy-MM-dd}");

    private string DescribeFold(DateTime local) =>
        string.Create(CultureInfo.InvariantCulture, $"{local:HH:mm} exists twice on {local:yyyy-MM-dd} in {zone.Id}; this is the second");
}
