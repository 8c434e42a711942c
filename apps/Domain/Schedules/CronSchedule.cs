using Cronos;
using NodaTime;

namespace ReportScheduler.Domain.Schedules;

/// <summary>
/// A cron expression in an IANA time zone. Occurrences are found in local time without a zone and then resolved to
/// instants with NodaTime, because TimeZoneInfo misses transitions of some zones (Europe/Dublin, Africa/Casablanca).
/// </summary>
/// <remarks>
/// A local time that a zone skips fires at the end of the gap. A local time that occurs twice fires once, at its first
/// occurrence, unless the expression leaves the hour open (<c>*</c>, a range or a step): then it keeps its rhythm
/// through both.
/// </remarks>
public sealed class CronSchedule
{
    private readonly CronExpression _expression;
    private readonly DateTimeZone _zone;
    private readonly bool _firesInBothPasses;

    private CronSchedule(CronExpression expression, DateTimeZone zone, bool firesInBothPasses)
    {
        _expression = expression;
        _zone = zone;
        _firesInBothPasses = firesInBothPasses;
    }

    /// <summary>Parses a 5- or 6-field (seconds first) expression or a macro such as <c>@daily</c>.</summary>
    /// <returns>The schedule, or null with the errors of the fields <c>cron</c> and <c>timeZone</c>.</returns>
    public static CronSchedule? TryParse(string? cron, string? timeZone, ICollection<FieldError> errors)
    {
        var expression = ParseExpression(cron, errors);
        var zone = string.IsNullOrWhiteSpace(timeZone) ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone);
        if (zone is null)
            errors.Add(new FieldError("timeZone", "unknown_time_zone", "Name an IANA time zone, for example Europe/Berlin."));

        if (expression is null || zone is null) return null;

        var schedule = new CronSchedule(expression, zone, LeavesHourOpen(cron!));
        if (schedule.Next(Instant.FromUtc(2000, 1, 1, 0, 0)) is not null) return schedule;

        errors.Add(new FieldError("cron", "never_fires", "This expression has no date on which it fires; check day and month."));
        return null;
    }

    /// <summary>Parses what was validated when it was stored.</summary>
    /// <exception cref="FormatException">The expression or the zone is not valid.</exception>
    public static CronSchedule Parse(string cron, string timeZone)
    {
        var errors = new List<FieldError>();
        return TryParse(cron, timeZone, errors) ?? throw new FormatException(errors[0].Message);
    }

    /// <summary>The first fire strictly after an instant; null when there is none in the calendar's range.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => Next(Instant.FromDateTimeOffset(after))?.ToDateTimeOffset();

    /// <inheritdoc cref="Next(DateTimeOffset)"/>
    public Instant? Next(Instant after)
    {
        var interval = _zone.GetZoneInterval(after);
        var cursor = after.Plus(Duration.FromTimeSpan(interval.WallOffset.ToTimeSpan()));
        var inclusive = false;

        // Within one zone interval local time is monotonic, so walking interval by interval finds every occurrence once.
        while (NextLocal(cursor, inclusive) is { } local)
        {
            if (!interval.HasEnd || local < LocalEnd(interval))
            {
                if (_firesInBothPasses || !IsSecondPass(local, interval))
                {
                    var fire = local.Minus(Duration.FromTimeSpan(interval.WallOffset.ToTimeSpan()));
                    return fire > after ? fire : throw new InvalidOperationException("A fire did not move forward.");
                }

                (cursor, inclusive) = (local, false);
                continue;
            }

            var next = _zone.GetZoneInterval(interval.End);
            if (local < LocalStart(next)) return interval.End;

            (interval, cursor, inclusive) = (next, LocalStart(next), true);
        }

        return null;
    }

    /// <summary>The local time of an instant in this schedule's zone, ISO 8601 with offset.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) =>
        Instant.FromDateTimeOffset(instant).InZone(_zone).ToDateTimeOffset();

    // Local times are carried as instants "as if UTC", the form in which Cronos evaluates without a zone.
    private Instant? NextLocal(Instant cursor, bool inclusive)
    {
        if (cursor.ToUnixTimeTicks() >= DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks - TimeSpan.TicksPerDay) return null;
        return _expression.GetNextOccurrence(cursor.ToDateTimeUtc(), inclusive) is { } found ? Instant.FromDateTimeUtc(found) : null;
    }

    private bool IsSecondPass(Instant local, NodaTime.TimeZones.ZoneInterval interval) =>
        interval.HasStart
        && _zone.GetZoneInterval(interval.Start - Duration.Epsilon) is var previous
        && local < LocalEnd(previous);

    private static Instant LocalStart(NodaTime.TimeZones.ZoneInterval interval) =>
        interval.Start.Plus(Duration.FromTimeSpan(interval.WallOffset.ToTimeSpan()));

    private static Instant LocalEnd(NodaTime.TimeZones.ZoneInterval interval) =>
        interval.End.Plus(Duration.FromTimeSpan(interval.WallOffset.ToTimeSpan()));

    private static CronExpression? ParseExpression(string? cron, ICollection<FieldError> errors)
    {
        var fields = cron?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length ?? 0;
        var isMacro = fields == 1 && cron!.TrimStart().StartsWith('@');
        if (isMacro && cron!.Contains("second", StringComparison.OrdinalIgnoreCase)) fields = 0;
        try
        {
            if (isMacro && fields == 1 || fields is 5 or 6)
                return CronExpression.Parse(cron!, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException e)
        {
            errors.Add(new FieldError("cron", "invalid_cron", $"This is not a cron expression: {e.Message}"));
            return null;
        }

        errors.Add(new FieldError(
            "cron", "invalid_cron", "Write five fields (minute hour day month weekday), six with seconds first, or a macro such as @daily."));
        return null;
    }

    private static bool LeavesHourOpen(string cron)
    {
        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 1)
            return cron.Contains("hour", StringComparison.OrdinalIgnoreCase) || cron.Contains("minute", StringComparison.OrdinalIgnoreCase);
        return fields[fields.Length - 4].AsSpan().IndexOfAny('*', '-', '/') >= 0;
    }
}
