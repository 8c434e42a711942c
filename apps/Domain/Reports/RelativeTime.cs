using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.TimeZones;

namespace ReportScheduler.Domain.Reports;

/// <summary>
/// A date or time told relative to the nominal fire time of a run, in a time zone, so that a retry or a backfill means the same
/// as the run would have: <c>today</c>, <c>start of previous month</c>, <c>now - 90 minutes</c>.
/// </summary>
/// <remarks>
/// <code>
/// expression = anchor { ( "+" | "-" ) number unit }            up to 5 steps, applied from left to right
/// anchor     = "now" | "today" | "yesterday" | "tomorrow"
///            | ( "start" | "end" ) "of" [ "previous" | "this" | "next" ] ( "day" | "week" | "month" | "quarter" | "year" )
/// unit       = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year", with or without s
/// </code>
/// Case does not matter. Weeks begin on Monday (ISO 8601). The end of a period is its last day for a date, and the first instant
/// after it for a time, so that <c>t &gt;= @from AND t &lt; @to</c> has all of it. Days and longer units are steps in the calendar: a month later
/// than 31 January is the last day of February. Minutes and hours are elapsed time. A local time that the clock leaves out
/// is the end of the gap; of one that it shows twice, it is the first.
/// </remarks>
public sealed partial class RelativeTime
{
    private const int MaxLength = 200;
    private const int MaxSteps = 5;
    private const int MaxShortSteps = 100_000;
    private const int MaxLongSteps = 1_000;

    private static readonly LocalDateTime BeforeAllYears = new(0, 1, 1, 0, 0);

    // Midnight where clocks go forward at midnight is the first moment of the day.
    private static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private readonly TimeAnchor _anchor;
    private readonly IReadOnlyList<(int Count, TimeUnit Unit)> _steps;

    private RelativeTime(TimeAnchor anchor, IReadOnlyList<(int Count, TimeUnit Unit)> steps) => (_anchor, _steps) = (anchor, steps);

    /// <summary>Reads an expression; null when the text is none.</summary>
    public static RelativeTime? TryParse(string text)
    {
        if (text.Length > MaxLength || Whole().Match(text) is not { Success: true } match) return null;
        if (TimeAnchor.TryParse(match.Groups["anchor"].Value) is not { } anchor) return null;

        var steps = new List<(int, TimeUnit)>();
        for (var i = 0; i < match.Groups["unit"].Captures.Count; i++)
        {
            var unit = Enum.Parse<TimeUnit>(match.Groups["unit"].Captures[i].ValueSpan.TrimEnd("sS"), ignoreCase: true);
            var count = int.Parse(match.Groups["count"].Captures[i].ValueSpan, CultureInfo.InvariantCulture);
            if (count > (unit <= TimeUnit.Day ? MaxShortSteps : MaxLongSteps)) return null;
            steps.Add((match.Groups["sign"].Captures[i].Value == "-" ? -count : count, unit));
        }

        return steps.Count <= MaxSteps ? new RelativeTime(anchor, steps) : null;
    }

    /// <summary>The date it is at a time in a zone; null when it is outside of the years 1 to 9999.</summary>
    public DateOnly? ToDate(DateTimeOffset asOf, DateTimeZone zone)
    {
        var (local, _) = Evaluate(asOf, zone, endIsLastDay: true);
        return IsInRange(local) ? local.Date.ToDateOnly() : null;
    }

    /// <summary>The instant it is at a time in a zone, in UTC; null when it is outside of the years 1 to 9999.</summary>
    public DateTimeOffset? ToInstant(DateTimeOffset asOf, DateTimeZone zone)
    {
        var (local, exact) = Evaluate(asOf, zone, endIsLastDay: false);
        // A day apart from the ends of what .NET has, whatever the zone's offset.
        return IsInRange(local.PlusDays(-1)) && IsInRange(local.PlusDays(1))
            ? (exact ?? Resolve(local, zone)).ToDateTimeOffset()
            : null;
    }

    /// <returns>The local time, and the instant when it is more than the local time tells.</returns>
    private (LocalDateTime Local, Instant? Exact) Evaluate(DateTimeOffset asOf, DateTimeZone zone, bool endIsLastDay)
    {
        var now = Instant.FromDateTimeOffset(asOf);
        var local = now.InZone(zone).LocalDateTime;
        Instant? exact = now;
        if (_anchor.Kind != TimeAnchorKind.Now) (local, exact) = (_anchor.On(local.Date, endIsLastDay).AtMidnight(), null);
        foreach (var (count, unit) in _steps)
        {
            if (unit <= TimeUnit.Hour)
            {
                if (!IsInRange(local)) return (BeforeAllYears, null);
                exact = (exact ?? Resolve(local, zone)) + (unit == TimeUnit.Hour ? Duration.FromHours(count) : Duration.FromMinutes(count));
                local = exact.Value.InZone(zone).LocalDateTime;
            }
            else
            {
                (local, exact) = (local.Date.Plus(unit, count) + local.TimeOfDay, null);
            }
        }

        return (local, exact);
    }

    private static Instant Resolve(LocalDateTime local, DateTimeZone zone) => zone.ResolveLocal(local, Resolver).ToInstant();

    private static bool IsInRange(LocalDateTime local) => local.Year is >= 1 and <= 9999;

    [GeneratedRegex(
        @"^\s*(?<anchor>[a-z]+(\s+[a-z]+)*)\s*((?<sign>[+-])\s*(?<count>[0-9]{1,6})\s*(?<unit>(minute|hour|day|week|month|quarter|year)s?)\s*)*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
