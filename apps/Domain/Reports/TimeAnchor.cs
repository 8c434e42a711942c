using NodaTime;

namespace ReportScheduler.Domain.Reports;

/// <summary>From the shortest to the longest.</summary>
internal enum TimeUnit
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

internal enum TimeAnchorKind
{
    Now,
    Start,
    End,
}

/// <summary>What a <see cref="RelativeTime"/> starts from.</summary>
/// <param name="Unit">The period whose start or end it is.</param>
/// <param name="Offset">How many periods later than the present one.</param>
internal sealed record TimeAnchor(TimeAnchorKind Kind, TimeUnit Unit, int Offset)
{
    public static TimeAnchor? TryParse(string text)
    {
        var words = text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["now"] => new(TimeAnchorKind.Now, TimeUnit.Day, 0),
            ["today"] => new(TimeAnchorKind.Start, TimeUnit.Day, 0),
            ["yesterday"] => new(TimeAnchorKind.Start, TimeUnit.Day, -1),
            ["tomorrow"] => new(TimeAnchorKind.Start, TimeUnit.Day, 1),
            [var edge, "of", var unit] => Of(edge, "this", unit),
            [var edge, "of", var which, var unit] => Of(edge, which, unit),
            _ => null,
        };
    }

    /// <param name="today">The date that it is.</param>
    /// <param name="endIsLastDay">Else the end is the day after.</param>
    public LocalDate On(LocalDate today, bool endIsLastDay)
    {
        var start = today.StartOf(Unit).Plus(Unit, Offset);
        if (Kind == TimeAnchorKind.Start) return start;
        var next = start.Plus(Unit, 1);
        return endIsLastDay ? next.PlusDays(-1) : next;
    }

    private static TimeAnchor? Of(string edge, string which, string unit)
    {
        TimeAnchorKind? kind = edge switch { "start" => TimeAnchorKind.Start, "end" => TimeAnchorKind.End, _ => null };
        int? offset = which switch { "previous" => -1, "this" => 0, "next" => 1, _ => null };
        TimeUnit? period = unit switch
        {
            "day" => TimeUnit.Day,
            "week" => TimeUnit.Week,
            "month" => TimeUnit.Month,
            "quarter" => TimeUnit.Quarter,
            "year" => TimeUnit.Year,
            _ => null,
        };
        return kind is null || offset is null || period is null ? null : new(kind.Value, period.Value, offset.Value);
    }
}

internal static class CalendarSteps
{
    private const int MonthsOfQuarter = 3;

    /// <summary>The first day of the period that a date lies in.</summary>
    public static LocalDate StartOf(this LocalDate date, TimeUnit unit) => unit switch
    {
        TimeUnit.Week => date.PlusDays(1 - (int)date.DayOfWeek),
        TimeUnit.Month => new LocalDate(date.Year, date.Month, 1),
        TimeUnit.Quarter => new LocalDate(date.Year, date.Month - ((date.Month - 1) % MonthsOfQuarter), 1),
        TimeUnit.Year => new LocalDate(date.Year, 1, 1),
        _ => date,
    };

    /// <summary>A date some days or longer units later; the month's last day where it has no such day.</summary>
    public static LocalDate Plus(this LocalDate date, TimeUnit unit, int count) => unit switch
    {
        TimeUnit.Day => date.PlusDays(count),
        TimeUnit.Week => date.PlusWeeks(count),
        TimeUnit.Month => date.PlusMonths(count),
        TimeUnit.Quarter => date.PlusMonths(MonthsOfQuarter * count),
        _ => date.PlusYears(count),
    };
}
