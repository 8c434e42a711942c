using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>When a schedule fires, as it is written.</summary>
/// <param name="Entries">1 to 20, each with exactly one of cron, rrule, everySeconds, at and businessDay; it fires when any of them does. None when it follows another schedule.</param>
/// <param name="TimeZone">IANA name, for example <c>Europe/Berlin</c>.</param>
/// <param name="StartAt">No fire before this instant.</param>
/// <param name="EndAt">No fire at or after this instant.</param>
/// <param name="Gap">What becomes of a local time that the zone skips; shiftForward when absent.</param>
/// <param name="Fold">What becomes of a local time that occurs twice; auto when absent.</param>
/// <param name="Calendars">Up to 10 calendars that close days; the version may be left out and is not taken.</param>
/// <param name="OnClosedDay">What becomes of a fire on a closed day; skip when absent.</param>
/// <param name="JitterSeconds">Spreads schedules over this many seconds after the nominal time, 0 to 3,600; 0 when absent.</param>
public sealed record TimingInput(
    IReadOnlyList<ScheduleEntry?>? Entries = null,
    string? TimeZone = null,
    DateTimeOffset? StartAt = null,
    DateTimeOffset? EndAt = null,
    GapPolicy? Gap = null,
    FoldPolicy? Fold = null,
    IReadOnlyList<CalendarReference?>? Calendars = null,
    ClosedDayPolicy? OnClosedDay = null,
    int? JitterSeconds = null)
{
    /// <returns>Null when errors were added, all about what is missing.</returns>
    internal ScheduleTiming? ToTiming(List<FieldError> errors)
    {
        var before = errors.Count;
        CheckItems("timing.entries", Entries, errors);
        CheckItems("timing.calendars", Calendars, errors);
        return errors.Count > before ? null : new ScheduleTiming
        {
            Entries = [.. (Entries ?? []).Select(entry => entry!)],
            TimeZone = TimeZone ?? "",
            StartAt = StartAt?.ToUniversalTime(),
            EndAt = EndAt?.ToUniversalTime(),
            Gap = Gap ?? default,
            Fold = Fold ?? default,
            Calendars = Calendars is { Count: > 0 } ? [.. Calendars.Select(calendar => new CalendarReference(calendar!.Id)).Distinct()] : null,
            OnClosedDay = OnClosedDay ?? default,
            JitterSeconds = JitterSeconds ?? 0,
        };
    }

    private static void CheckItems<T>(string field, IReadOnlyList<T?>? items, List<FieldError> errors)
        where T : class
    {
        for (var i = 0; i < items?.Count; i++)
        {
            if (items[i] is null) errors.AddMissing($"{field}[{i}]");
        }
    }
}

/// <summary>The two ways to say when: <c>timing</c>, or <c>cron</c> and <c>timeZone</c> for short.</summary>
internal static class TimingShorthand
{
    /// <returns>Null when errors were added.</returns>
    public static ScheduleTiming? Read(TimingInput? timing, string? cron, string? timeZone, bool isChained, List<FieldError> errors)
    {
        if (timing is not null)
        {
            if (cron is not null) errors.Add(new("cron", "one_of_two", "Leave it out: timing says when the schedule fires."));
            if (timeZone is not null) errors.Add(new("timeZone", "one_of_two", "Leave it out: timing has the time zone."));
            return cron is null && timeZone is null ? timing.ToTiming(errors) : null;
        }

        if (isChained)
        {
            if (cron is not null) errors.Add(new("cron", "not_with_chain", "Leave it out: the schedule runs after the one it follows."));
            return cron is null ? new ScheduleTiming { Entries = [], TimeZone = timeZone ?? "" } : null;
        }

        if (cron is null)
        {
            errors.Add(new("cron", "missing", "Say when it fires: give timing, or cron and timeZone."));
            return null;
        }

        return new ScheduleTiming { Entries = [new ScheduleEntry { Cron = cron }], TimeZone = timeZone ?? "" };
    }

    /// <summary>Names fields as the caller wrote them.</summary>
    public static FieldError Rename(FieldError error) => error.Field switch
    {
        "timing.entries[0].cron" or "timing.entries" => error with { Field = "cron" },
        "timing.timeZone" => error with { Field = "timeZone" },
        _ => error,
    };
}
