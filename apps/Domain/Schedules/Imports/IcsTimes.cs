using System.Globalization;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization.DataTypes;
using NodaTime;
using NodaTime.TimeZones;
using ReportScheduler.Domain.Schedules.Recurrences;

namespace ReportScheduler.Domain.Schedules.Imports;

/// <summary>When one event takes place, in local time of the importing zone.</summary>
/// <param name="replaced">Starts of occurrences that have events of their own.</param>
internal sealed class IcsTimes(CalendarEvent item, DateTimeZone zone, IReadOnlyCollection<DateTime> replaced)
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(366);

    public bool IsAllDay => !item.Start!.HasTime;

    /// <summary>A day for an all-day event that names no end.</summary>
    public TimeSpan Length { get; } = ReadLength(item, zone);

    /// <summary>The starts of occurrences that may touch [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public IEnumerable<DateTime> Starts(DateTime from, DateTime to)
    {
        var excluded = item.ExceptionDates.GetAllDates().Select(date => ToLocal(date, zone)).Concat(replaced).ToHashSet();
        var added = item.RecurrenceDates.GetAllPeriods().Select(period => ToLocal(period.StartTime, zone));
        return Repeated(from - _longest, to).Concat(added).Where(start => start < to && !excluded.Contains(start)).Distinct();
    }

    /// <summary>The local time in a zone; a floating time or a date as it stands.</summary>
    public static DateTime ToLocal(CalDateTime time, DateTimeZone zone)
    {
        var written = DateTime.SpecifyKind(time.Value, DateTimeKind.Utc);
        if (written.Year is < FireCalendar.FirstYear or > FireCalendar.LastYear)
            throw new IcsException($"An event names the year {written.Year}; leave it out.");
        if (!time.HasTime || time.TzId is null) return written;
        var local = LocalDateTime.FromDateTime(written).InZoneLeniently(Zone(time.TzId)).WithZone(zone).LocalDateTime;
        return DateTime.SpecifyKind(local.ToDateTimeUnspecified(), DateTimeKind.Utc);
    }

    private IEnumerable<DateTime> Repeated(DateTime from, DateTime to)
    {
        if (item.RecurrenceRule is null)
        {
            yield return ToLocal(item.Start!, zone);
            yield break;
        }

        var rule = ReadRule(item.RecurrenceRule, DateTime.SpecifyKind(item.Start!.Value, DateTimeKind.Utc));
        // Rules run in the event's own zone; a day of distance covers the conversion.
        for (var next = rule.Next(from.AddDays(-1), inclusive: true); next is { } found && found.At < to.AddDays(1); next = rule.Next(found.At, inclusive: false))
            yield return ToLocal(new CalDateTime(found.At, item.Start.TzId, item.Start.HasTime), zone);
    }

    private RuleRecurrence ReadRule(RecurrenceRule rule, DateTime start)
    {
        if (SubDailyRule.Handles(rule.Frequency)) throw new IcsException("An event repeats more often than daily; leave it out.");
        var until = rule.Until;
        var parts = new RecurrenceRuleSerializer().SerializeToString(rule)?.Split(';') ?? [];
        var text = string.Join(';', parts.Where(part => !part.StartsWith("UNTIL=", StringComparison.Ordinal)));
        if (until is not null)
        {
            var end = until.IsUtc && item.Start!.TzId is { } own ? ToLocal(until, Zone(own)) : until.Value;
            text += end.ToString(until.HasTime ? "';UNTIL='yyyyMMdd'T'HHmmss" : "';UNTIL='yyyyMMdd", CultureInfo.InvariantCulture);
        }

        var errors = new List<FieldError>();
        var read = RuleText.TryParse(text, start, "ics", errors);
        if (read is null) throw new IcsException($"An event has a rule that cannot be used: {errors[0].Message}");
        return read.Next(start, inclusive: true) is not null ? read : throw new IcsException("An event has a rule with no date; leave it out.");
    }

    private static TimeSpan ReadLength(CalendarEvent item, DateTimeZone zone)
    {
        var length = item.End is { } end ? ToLocal(end, zone) - ToLocal(item.Start!, zone)
            : item.Duration?.ToTimeSpanUnspecified() ?? (item.Start!.HasTime ? TimeSpan.Zero : TimeSpan.FromDays(1));
        return length <= _longest ? length : throw new IcsException("An event lasts longer than a year; leave it out.");
    }

    private static DateTimeZone Zone(string id) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)
        ?? (TzdbDateTimeZoneSource.Default.WindowsToTzdbIds.TryGetValue(id, out var known) ? DateTimeZoneProviders.Tzdb[known] : null)
        ?? throw new IcsException("An event is in a zone that is not in the IANA database; export the file with UTC or IANA zones.");
}
