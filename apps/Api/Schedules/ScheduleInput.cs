using System.Text.Json;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>A schedule as it is written.</summary>
/// <param name="Name">Up to 200 characters; no other schedule of the tenant has it.</param>
/// <param name="Cron">Five fields (minute hour day month weekday), six with seconds first, or a macro such as <c>@daily</c>.</param>
/// <param name="TimeZone">IANA name, for example <c>Europe/Berlin</c>.</param>
/// <param name="Parameters">A value for each parameter of the report that has no default; absent for none.</param>
/// <param name="DestinationIds">Where the results go, up to 50; nowhere when absent.</param>
public sealed record ScheduleInput(
    string? Name,
    Guid? ReportId,
    string? Cron,
    string? TimeZone,
    JsonElement? Parameters = null,
    IReadOnlyList<Guid>? DestinationIds = null)
{
    private const int MaxCronLength = 200;

    /// <returns>The schedule's calendar; null when an error was added for it.</returns>
    internal FireCalendar? Validate(List<FieldError> errors)
    {
        errors.CheckName("name", Name);
        if (ReportId is null) errors.AddMissing("reportId");
        if (Cron?.Length > MaxCronLength)
        {
            errors.Add(new("cron", "too_long", $"Use at most {MaxCronLength} characters."));
            return null;
        }

        var found = new List<FieldError>();
        var calendar = FireCalendar.TryCreate(ToTiming(), [], found);
        errors.AddRange(found.Select(error => error with { Field = error.Field.Replace("timing.entries[0].", "", StringComparison.Ordinal).Replace("timing.", "", StringComparison.Ordinal) }));
        return calendar;
    }

    internal ScheduleTiming ToTiming() => new() { Entries = [new ScheduleEntry { Cron = Cron }], TimeZone = TimeZone ?? "" };
}

/// <summary>Why a schedule is paused.</summary>
/// <param name="Note">Up to 500 characters.</param>
public sealed record PauseInput(string? Note = null)
{
    private const int MaxNoteLength = 500;

    internal List<FieldError> Validate()
    {
        var errors = new List<FieldError>();
        errors.CheckText("note", Note, MaxNoteLength);
        return errors;
    }
}
