using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Calendars;

namespace ReportScheduler.Api.Calendars;

/// <summary>A calendar as it is written.</summary>
/// <param name="Name">Up to 200 characters; no other calendar of the tenant has it.</param>
/// <param name="Weekend">Days of the week that are closed, at most six; Saturday and Sunday when absent.</param>
/// <param name="Holidays">Closed dates, at most 5,000; none when absent.</param>
/// <param name="Blackouts">Closed spans of time, at most 1,000; none when absent.</param>
public sealed record CalendarInput(
    string? Name,
    IReadOnlyList<Weekday>? Weekend = null,
    IReadOnlyList<HolidayInput?>? Holidays = null,
    IReadOnlyList<BlackoutInput?>? Blackouts = null)
{
    private static readonly Weekday[] DefaultWeekend = [Weekday.Saturday, Weekday.Sunday];

    internal List<FieldError> Validate()
    {
        var errors = new List<FieldError>();
        errors.CheckName("name", Name);
        if (Weekend?.Distinct().Count() > 6)
            errors.Add(new("weekend", "too_many", "Leave at least one day of the week open."));
        CalendarLimits.Check(Holidays?.Count ?? 0, Blackouts?.Count ?? 0, errors);
        if (errors.Count > 0) return errors;

        for (var i = 0; i < Holidays?.Count; i++)
        {
            if (Holidays[i] is { } holiday) holiday.Validate($"holidays[{i}]", errors);
            else errors.AddMissing($"holidays[{i}]");
        }

        for (var i = 0; i < Blackouts?.Count; i++)
        {
            if (Blackouts[i] is { } blackout) blackout.Validate($"blackouts[{i}]", errors);
            else errors.AddMissing($"blackouts[{i}]");
        }

        return errors;
    }

    internal CalendarWrite ToWrite() => new(
        Name!.Trim(),
        [.. (Weekend ?? DefaultWeekend).Distinct().Order()],
        [.. (Holidays ?? []).Select(holiday => new Holiday(holiday!.Date!.Value, holiday.Name!.Trim())).Distinct().OrderBy(holiday => holiday.Date)],
        [.. (Blackouts ?? []).Select(blackout => new BlackoutWindow(blackout!.From!.Value, blackout.To!.Value, blackout.Name!.Trim()))
            .Distinct().OrderBy(blackout => blackout.From)]);
}

/// <summary>A closed date as it is written.</summary>
/// <param name="Date">For example <c>2026-12-25</c>.</param>
/// <param name="Name">Up to 200 characters.</param>
public sealed record HolidayInput(DateOnly? Date, string? Name)
{
    internal void Validate(string field, List<FieldError> errors)
    {
        if (Date is null) errors.AddMissing($"{field}.date");
        errors.CheckName($"{field}.name", Name);
    }
}

/// <summary>A closed span of local time as it is written.</summary>
/// <param name="From">Local time in the zone of each schedule, without offset: <c>2026-12-24T18:00:00</c>.</param>
/// <param name="To">As <paramref name="From"/>, after it; the first moment that is open again.</param>
/// <param name="Name">Up to 200 characters.</param>
public sealed record BlackoutInput(DateTime? From, DateTime? To, string? Name)
{
    internal void Validate(string field, List<FieldError> errors)
    {
        CheckLocal($"{field}.from", From, errors);
        CheckLocal($"{field}.to", To, errors);
        if (From >= To) errors.Add(new($"{field}.to", "end_before_start", "Give an end after the start."));
        errors.CheckName($"{field}.name", Name);
    }

    private static void CheckLocal(string field, DateTime? time, List<FieldError> errors)
    {
        if (time is null) errors.AddMissing(field);
        else if (time.Value.Kind != DateTimeKind.Unspecified)
            errors.Add(new(field, "invalid_local_time", "Give a local time without offset, for example 2026-12-24T18:00:00."));
    }
}

/// <summary>How much a calendar holds.</summary>
internal static class CalendarLimits
{
    private const int MaxHolidays = 5000;
    private const int MaxBlackouts = 1000;

    public static void Check(int holidays, int blackouts, List<FieldError> errors)
    {
        if (holidays > MaxHolidays) errors.Add(new("holidays", "too_many", $"Use at most {MaxHolidays} holidays."));
        if (blackouts > MaxBlackouts) errors.Add(new("blackouts", "too_many", $"Use at most {MaxBlackouts} blackouts."));
    }
}
