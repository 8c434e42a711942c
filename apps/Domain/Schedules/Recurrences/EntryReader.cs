using System.Globalization;
using NodaTime;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>Turns what a person wrote into series of instants, or into errors that name the field.</summary>
internal sealed class EntryReader(
    ScheduleTiming timing, DateTimeZone zone, ClosedTimes closed, ClosedTimes businessDays, ICollection<FieldError> errors)
{
    private const long MaxEverySeconds = 366L * 24 * 60 * 60;
    private const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] _localTimes = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm"];
    private static readonly string[] _timesOfDay = ["HH:mm", "HH:mm:ss"];

    /// <summary>The series of one entry; empty when something is wrong with it.</summary>
    public IReadOnlyList<IFireSource> Read(ScheduleEntry entry, string field)
    {
        if (!CheckMembers(entry, field)) return [];
        if (entry.EverySeconds is { } seconds) return ReadInterval(seconds, entry.Anchor ?? DateTimeOffset.UnixEpoch, field);

        var (member, recurrence) = ReadLocal(entry, field);
        if (recurrence is null) return [];
        if (recurrence.Next(FireCalendar.Earliest.ToDateTimeUtc(), inclusive: true) is null)
        {
            errors.Add(new FieldError($"{field}.{member}", "never_fires", "There is no date on which this fires; check its days, months and end."));
            return [];
        }

        var keepsRhythm = recurrence is CronRecurrence { KeepsRhythm: true };
        if (MovesForward is { } forward) recurrence = new MovedRecurrence(recurrence, closed, forward, onlyMoved: false);
        var fold = timing.Fold != FoldPolicy.Auto ? timing.Fold : keepsRhythm ? FoldPolicy.Both : FoldPolicy.First;
        return [new ZonedRecurrence(recurrence, zone, timing.Gap, fold)];
    }

    private bool? MovesForward =>
        closed.IsEmpty || timing.OnClosedDay == ClosedDayPolicy.Skip ? null : timing.OnClosedDay == ClosedDayPolicy.NextBusinessDay;

    private bool CheckMembers(ScheduleEntry entry, string field)
    {
        (string Name, bool IsGiven)[] kinds =
        [
            ("cron", entry.Cron is not null), ("rrule", entry.Rrule is not null), ("everySeconds", entry.EverySeconds is not null),
            ("at", entry.At is not null), ("businessDay", entry.BusinessDay is not null),
        ];
        var given = kinds.Where(kind => kind.IsGiven).Select(kind => kind.Name).ToArray();
        if (given.Length != 1)
        {
            errors.Add(new FieldError(field, "invalid_entry", given.Length == 0
                ? "Give exactly one of cron, rrule, everySeconds, at and businessDay."
                : $"Give only one of {string.Join(" and ", given)}; make the other an entry of its own."));
            return false;
        }

        (string Name, bool IsGiven, string Owner)[] parts =
            [("start", entry.Start is not null, "rrule"), ("anchor", entry.Anchor is not null, "everySeconds"), ("time", entry.Time is not null, "businessDay")];
        var stray = Array.Find(parts, part => part.IsGiven && part.Owner != given[0]);
        if (stray.Name is null) return true;
        errors.Add(new FieldError($"{field}.{stray.Name}", "invalid_entry", $"Leave it out: it belongs to {stray.Owner}, and this entry is {given[0]}."));
        return false;
    }

    private IReadOnlyList<IFireSource> ReadInterval(long seconds, DateTimeOffset anchor, string field)
    {
        if (seconds is < 1 or > MaxEverySeconds)
        {
            errors.Add(new FieldError($"{field}.everySeconds", "invalid_interval", $"Give 1 to {MaxEverySeconds} seconds."));
            return [];
        }

        if (!IsInRange(anchor.UtcDateTime))
        {
            errors.Add(new FieldError($"{field}.anchor", "invalid_time", $"Give an instant between the years {FireCalendar.FirstYear} and {FireCalendar.LastYear}."));
            return [];
        }

        // Stored next fires have no finer resolution than a microsecond; a tick between two would never be met.
        var source = new IntervalSource(Instant.FromUnixTimeMilliseconds(anchor.ToUnixTimeMilliseconds()), seconds);
        if (MovesForward is not { } forward) return [source];
        var moved = new MovedRecurrence(new IntervalLocalTimes(source, zone), closed, forward, onlyMoved: true);
        return [new OpenIntervalSource(source, zone, closed, moved), new ZonedRecurrence(moved, zone, timing.Gap, FoldPolicy.First)];
    }

    private (string Member, ILocalRecurrence? Recurrence) ReadLocal(ScheduleEntry entry, string field)
    {
        if (entry.Cron is not null) return ("cron", CronRecurrence.TryParse(entry.Cron, $"{field}.cron", errors));
        if (entry.Rrule is not null)
        {
            return ("rrule", ReadLocalTime(entry.Start, $"{field}.start") is { } start
                ? RuleText.TryParse(entry.Rrule, start, $"{field}.rrule", errors)
                : null);
        }

        if (entry.At is not null) return ("at", ReadLocalTime(entry.At, $"{field}.at") is { } at ? new OneOffRecurrence(at) : null);
        return ("businessDay", ReadBusinessDay(entry.BusinessDay!.Value, entry.Time, field));
    }

    private DateTime? ReadLocalTime(string? text, string field)
    {
        if (DateTime.TryParseExact(text, _localTimes, CultureInfo.InvariantCulture, AsUtc, out var local) && IsInRange(local)) return local;
        errors.Add(new FieldError(
            field, "invalid_local_time", "Write a local time without zone or offset, for example 2026-12-24T07:00:00; the zone is the member timeZone."));
        return null;
    }

    private BusinessDayRecurrence? ReadBusinessDay(int ordinal, string? time, string field)
    {
        var isOrdinal = ordinal != 0 && Math.Abs((long)ordinal) <= BusinessDayRecurrence.MaxOrdinal;
        if (!isOrdinal)
        {
            errors.Add(new FieldError(
                $"{field}.businessDay", "invalid_business_day",
                $"Give 1 to {BusinessDayRecurrence.MaxOrdinal}, or -1 to -{BusinessDayRecurrence.MaxOrdinal} to count from the end of the month."));
        }

        if (!TimeOnly.TryParseExact(time, _timesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var timeOfDay))
        {
            errors.Add(new FieldError($"{field}.time", "invalid_time_of_day", "Write the local time of day, for example 07:00."));
            return null;
        }

        return isOrdinal ? new BusinessDayRecurrence(ordinal, timeOfDay.ToTimeSpan(), businessDays) : null;
    }

    private static bool IsInRange(DateTime time) => time.Year is >= FireCalendar.FirstYear and <= FireCalendar.LastYear;
}
