using System.Text.Json;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;

namespace ReportScheduler.Api.Schedules;

/// <summary>A schedule as it is written.</summary>
/// <param name="Name">Up to 200 characters; no other schedule of the tenant has it.</param>
/// <param name="Timing">When it fires; instead of cron and timeZone.</param>
/// <param name="Cron">For short, instead of timing: five fields (minute hour day month weekday), six with seconds first, or a macro such as <c>@daily</c>.</param>
/// <param name="TimeZone">With cron: IANA name, for example <c>Europe/Berlin</c>.</param>
/// <param name="Rules">How its fires become runs; defaults when absent.</param>
/// <param name="Parameters">A value for each parameter of the report that has no default; absent for none.</param>
/// <param name="DestinationIds">Where the results go, up to 50; nowhere when absent.</param>
public sealed record ScheduleInput(
    string? Name,
    Guid? ReportId,
    TimingInput? Timing = null,
    string? Cron = null,
    string? TimeZone = null,
    RulesInput? Rules = null,
    JsonElement? Parameters = null,
    IReadOnlyList<Guid>? DestinationIds = null)
{
    internal void Validate(List<FieldError> errors)
    {
        errors.CheckName("name", Name);
        if (ReportId is null) errors.AddMissing("reportId");
    }
}

/// <summary>Why a schedule is paused or resumed.</summary>
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
