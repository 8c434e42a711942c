using Cronos;
using NodaTime;

namespace ReportScheduler.UnitTests.Domain;

/// <summary>Finds fires by asking every minute what the clock on the wall shows: slow, and too simple to be wrong.</summary>
internal static class NaiveReference
{
    /// <summary>The fires in (after, until] of a five-field expression without seconds.</summary>
    public static List<Instant> FiresBetween(string cron, DateTimeZone zone, Instant after, Instant until)
    {
        var expression = CronExpression.Parse(cron);
        var keepsRhythm = cron.Split(' ')[1].IndexOfAny(['*', '-', '/']) >= 0;
        var fires = new SortedSet<Instant>();
        // From before the zone interval in which `after` lies, because a first pass may lie before it.
        for (var minute = Ceiling(after - Duration.FromHours(30)); minute <= until; minute += Duration.FromMinutes(1))
        {
            var interval = zone.GetZoneInterval(minute);
            var isSecondPass = interval.HasStart
                && Local(minute, interval) < Local(interval.Start, zone.GetZoneInterval(interval.Start - Duration.Epsilon));
            if (Matches(expression, Local(minute, interval)) && (keepsRhythm || !isSecondPass)) fires.Add(minute);

            if (interval.HasStart && interval.Start > minute - Duration.FromMinutes(1) && interval.Start <= minute)
            {
                var previous = zone.GetZoneInterval(interval.Start - Duration.Epsilon);
                for (var local = Local(interval.Start, previous); local < Local(interval.Start, interval); local += Duration.FromMinutes(1))
                {
                    if (!Matches(expression, Ceiling(local))) continue;
                    fires.Add(interval.Start);
                    break;
                }
            }
        }

        return [.. fires.Where(fire => fire > after && fire <= until)];
    }

    private static Instant Local(Instant instant, NodaTime.TimeZones.ZoneInterval interval) =>
        instant + Duration.FromSeconds(interval.WallOffset.Seconds);

    private static Instant Ceiling(Instant instant) => Instant.FromUnixTimeSeconds((instant.ToUnixTimeSeconds() + 59) / 60 * 60);

    private static bool Matches(CronExpression expression, Instant local) =>
        expression.GetNextOccurrence(local.ToDateTimeUtc(), inclusive: true) == local.ToDateTimeUtc();
}
