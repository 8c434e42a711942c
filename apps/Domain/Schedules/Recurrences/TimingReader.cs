using NodaTime;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>Checks a timing as a whole.</summary>
internal static class TimingReader
{
    public static (DateTimeZone Zone, ClosedTimes Closed, IFireSource[] Sources)? Read(
        ScheduleTiming timing, IReadOnlyList<BusinessCalendar> calendars, List<FieldError> errors)
    {
        var zone = string.IsNullOrWhiteSpace(timing.TimeZone) ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(timing.TimeZone);
        if (zone is null)
            errors.Add(new FieldError("timing.timeZone", "unknown_time_zone", "Name an IANA time zone, for example Europe/Berlin."));
        if (timing.StartAt is { } start && timing.EndAt is { } end && end <= start)
            errors.Add(new FieldError("timing.endAt", "end_before_start", "Choose an end after the start."));
        if (timing.JitterSeconds is < 0 or > FireCalendar.MaxJitterSeconds)
            errors.Add(new FieldError("timing.jitterSeconds", "invalid_jitter", $"Give 0 to {FireCalendar.MaxJitterSeconds} seconds."));
        CheckPolicies(timing, errors);

        var chosen = Choose(timing.Calendars ?? [], calendars, errors);
        var entries = timing.Entries ?? [];
        if (entries.Count is 0 or > FireCalendar.MaxEntries)
        {
            errors.Add(new FieldError(
                "timing.entries", entries.Count == 0 ? "required" : "too_many",
                $"Say when it fires with 1 to {FireCalendar.MaxEntries} entries, for example {{\"cron\": \"0 7 * * 1-5\"}}."));
            return null;
        }

        // Entries are read even without a zone, so that all mistakes are told at once.
        var closed = new ClosedTimes(chosen, weekendByDefault: false);
        var businessDays = chosen.Count == 0 ? new ClosedTimes(chosen, weekendByDefault: true) : closed;
        var reader = new EntryReader(timing, zone ?? DateTimeZone.Utc, closed, businessDays, errors);
        IFireSource[] sources = [.. entries.SelectMany((entry, i) => reader.Read(entry, $"timing.entries[{i}]"))];
        return zone is null || errors.Count > 0 ? null : (zone, closed, sources);
    }

    private static void CheckPolicies(ScheduleTiming timing, List<FieldError> errors)
    {
        if (!Enum.IsDefined(timing.Gap)) errors.Add(new FieldError("timing.gap", "invalid_policy", "Use shiftForward or skip."));
        if (!Enum.IsDefined(timing.Fold)) errors.Add(new FieldError("timing.fold", "invalid_policy", "Use auto, first, second or both."));
        if (!Enum.IsDefined(timing.OnClosedDay))
            errors.Add(new FieldError("timing.onClosedDay", "invalid_policy", "Use skip, previousBusinessDay or nextBusinessDay."));
    }

    private static List<BusinessCalendar> Choose(
        IReadOnlyList<CalendarReference> references, IReadOnlyList<BusinessCalendar> calendars, List<FieldError> errors)
    {
        var chosen = new List<BusinessCalendar>();
        if (references.Count > FireCalendar.MaxCalendars)
        {
            errors.Add(new FieldError("timing.calendars", "too_many", $"Use at most {FireCalendar.MaxCalendars} calendars."));
            return chosen;
        }

        for (var i = 0; i < references.Count; i++)
        {
            if (calendars.FirstOrDefault(calendar => calendar.Id == references[i].Id) is { } calendar) chosen.Add(calendar);
            else errors.Add(new FieldError($"timing.calendars[{i}]", "unknown_calendar", "Name one of your calendars by its id."));
        }

        return chosen;
    }
}
