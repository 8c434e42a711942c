using System.Globalization;
using Ical.Net.DataTypes;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>
/// Reads a recurrence rule. What RFC 5545, 3.3.10, forbids is refused here with a sentence; Ical.Net would ignore most of it.
/// </summary>
internal static class RuleText
{
    public const int MaxLength = 500;
    public const int MaxInterval = 10_000;

    /// <summary>A rule with a count is expanded as a whole.</summary>
    public const int MaxCount = 10_000;

    /// <summary>The most fires that the days and times of one day, week, month or year may multiply to; Ical.Net lists them all.</summary>
    public const int MaxTimesPerPeriod = 2000;

    private static readonly string[] _frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];
    private static readonly string[] _weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    public static RuleRecurrence? TryParse(string text, DateTime start, string field, ICollection<FieldError> errors)
    {
        if (Check(text, out var parts) is { } problem)
        {
            errors.Add(new FieldError(field, "invalid_rrule", problem));
            return null;
        }

        DateTime? until = null;
        if (parts.Remove("UNTIL", out var end))
        {
            until = ReadUntil(end);
            if (until is null)
            {
                errors.Add(new FieldError(
                    field, "invalid_rrule", "Write UNTIL as a local date or time without zone, for example 20261231 or 20261231T235959."));
                return null;
            }
        }

        // Ical.Net 5.2.4 would take the month of the start; RFC 5545 means every month.
        if (parts["FREQ"] == "YEARLY" && parts.ContainsKey("BYMONTHDAY") && !parts.ContainsKey("BYMONTH")
            && !parts.ContainsKey("BYWEEKNO") && !parts.ContainsKey("BYYEARDAY") && !parts.ContainsKey("BYDAY"))
        {
            parts.Add("BYMONTH", "1,2,3,4,5,6,7,8,9,10,11,12");
        }

        int? count = parts.Remove("COUNT", out var total) ? int.Parse(total, CultureInfo.InvariantCulture) : null;
        var rule = new RecurrenceRule(string.Join(';', parts.Select(part => $"{part.Key}={part.Value}")));
        return new RuleRecurrence(rule, start, until, count);
    }

    private static string? Check(string text, out Dictionary<string, string> parts)
    {
        parts = [];
        if (text.Length > MaxLength) return $"Use at most {MaxLength} characters; several entries can be combined.";
        foreach (var part in text.ToUpperInvariant().Split(';'))
        {
            var pair = part.Split('=');
            if (pair.Length != 2 || pair[0].Contains(':') || pair[0].Contains("TZID", StringComparison.Ordinal) || pair[0] is "DTSTART")
                return "Write the rule alone, for example FREQ=MONTHLY;BYDAY=-1FR; its start and zone are the members start and timeZone.";
            if (!parts.TryAdd(pair[0], pair[1])) return $"{pair[0]} is written twice; write each part once.";
            if (CheckPart(pair[0], pair[1]) is { } problem) return problem;
            parts[pair[0]] = WithoutRepeats(pair[0], pair[1]);
        }

        return CheckTogether(parts);
    }

    private static string? CheckPart(string name, string value) => name switch
    {
        "FREQ" => _frequencies.Contains(value) ? null : $"FREQ is one of {string.Join(", ", _frequencies)}.",
        "INTERVAL" => Numbers(value, 1, MaxInterval, name, one: true),
        "COUNT" => Numbers(value, 1, MaxCount, name, one: true),
        "UNTIL" => null,
        "BYSECOND" or "BYMINUTE" => Numbers(value, 0, 59, name),
        "BYHOUR" => Numbers(value, 0, 23, name),
        "BYMONTH" => Numbers(value, 1, 12, name),
        "BYMONTHDAY" => Numbers(value, -31, 31, name),
        "BYYEARDAY" or "BYSETPOS" => Numbers(value, -366, 366, name),
        "BYWEEKNO" => Numbers(value, -53, 53, name),
        "BYDAY" => value.Split(',').All(IsWeekday) ? null : "BYDAY lists weekdays such as MO,FR, with a position such as -1FR or 2MO.",
        "WKST" => _weekdays.Contains(value) ? null : "WKST is one of MO, TU, WE, TH, FR, SA, SU.",
        _ => $"{name} is no part of a recurrence rule; it has FREQ, INTERVAL, COUNT, UNTIL, WKST and BY….",
    };

    // Ical.Net counts a number that is written twice as two positions for BYSETPOS.
    private static string WithoutRepeats(string name, string list) => !name.StartsWith("BY", StringComparison.Ordinal) ? list
        : name == "BYDAY" ? string.Join(',', list.Split(',').Distinct())
        : string.Join(',', list.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).Distinct());

    private static string? Numbers(string value, int from, int to, string name, bool one = false)
    {
        var values = value.Split(',');
        var isValid = (!one || values.Length == 1) && values.All(item =>
            int.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= from && number <= to && (number != 0 || from == 0));
        return isValid ? null : $"{name} takes {(one ? "a number" : "numbers")} from {from} to {to}{(from < 0 ? " without 0" : "")}.";
    }

    private static bool IsWeekday(string item) =>
        item.Length >= 2 && _weekdays.Contains(item[^2..])
        && (item.Length == 2 || Numbers(item[..^2], -53, 53, "BYDAY", one: true) is null);

    private static string? CheckTogether(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("FREQ", out var frequency)) return "Say how often it repeats, for example FREQ=DAILY.";
        if (parts.ContainsKey("COUNT") && parts.ContainsKey("UNTIL")) return "Use COUNT or UNTIL, not both.";
        if (parts.ContainsKey("BYWEEKNO") && frequency != "YEARLY") return "BYWEEKNO belongs to FREQ=YEARLY.";
        if (parts.ContainsKey("BYYEARDAY") && frequency is ("DAILY" or "WEEKLY" or "MONTHLY"))
            return "BYYEARDAY does not belong to FREQ=DAILY, WEEKLY or MONTHLY; use BYMONTH and BYMONTHDAY.";
        if (parts.ContainsKey("BYMONTHDAY") && frequency == "WEEKLY") return "BYMONTHDAY does not belong to FREQ=WEEKLY; use FREQ=MONTHLY.";
        if (parts.TryGetValue("BYDAY", out var weekdays) && weekdays.Split(',').Any(day => day.Length > 2)
            && (frequency is not ("MONTHLY" or "YEARLY") || parts.ContainsKey("BYWEEKNO")))
        {
            return "A weekday with a position, such as 2MO, belongs to FREQ=MONTHLY or FREQ=YEARLY without BYWEEKNO.";
        }

        if (parts.ContainsKey("BYSETPOS") && !parts.Keys.Any(name => name.StartsWith("BY", StringComparison.Ordinal) && name != "BYSETPOS"))
            return "BYSETPOS picks from what another BY part lists; add one, for example BYDAY.";

        var days = frequency switch { "YEARLY" => 366, "MONTHLY" => 31, "WEEKLY" => 7, _ => 1 };
        var times = Count("BYHOUR") * Count("BYMINUTE") * Count("BYSECOND");
        return days * times <= MaxTimesPerPeriod ? null : $"FREQ={frequency} takes at most {MaxTimesPerPeriod / days} times of day; use FREQ=DAILY or more often.";

        long Count(string name) => parts.TryGetValue(name, out var list) ? list.AsSpan().Count(',') + 1 : 1;
    }

    private static DateTime? ReadUntil(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTime.TryParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, Utc, out var time)) return time;
        return DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, Utc, out var date) ? date.AddDays(1).AddTicks(-1) : null;
    }
}
