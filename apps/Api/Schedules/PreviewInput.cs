using ReportScheduler.Domain;

namespace ReportScheduler.Api.Schedules;

/// <summary>Asks when a schedule would fire: one that exists, one that is being written, or a change of one that exists.</summary>
/// <param name="ScheduleId">The schedule; its own timing is taken when none is given.</param>
/// <param name="Timing">The timing; instead of cron and timeZone.</param>
/// <param name="Cron">For short, as in a schedule.</param>
/// <param name="TimeZone">With cron: IANA name.</param>
/// <param name="Count">1 to 100; 10 when absent.</param>
/// <param name="From">Only fires after this instant; now when absent.</param>
public sealed record PreviewInput(
    Guid? ScheduleId = null, TimingInput? Timing = null, string? Cron = null, string? TimeZone = null, int? Count = null, DateTimeOffset? From = null)
{
    internal bool HasTiming => Timing is not null || Cron is not null || TimeZone is not null;

    internal void Validate(List<FieldError> errors)
    {
        if (Count is < 1 or > FirePreview.MaxCount)
            errors.Add(new("count", "invalid_count", $"Give a count from 1 to {FirePreview.MaxCount}."));
        if (ScheduleId is null && !HasTiming)
            errors.Add(new("timing", "missing", "Give scheduleId, timing, or cron and timeZone."));
    }
}
