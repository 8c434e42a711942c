using System.Text.Json;
using ReportScheduler.Api.Validation;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Backfills;

/// <summary>Asks for past fires of a schedule to be run.</summary>
/// <param name="From">Fires from this instant on.</param>
/// <param name="To">Fires before this instant, which is not in the future.</param>
/// <param name="Concurrency">How many of its runs go on at a time, 1 to 100; 1 when absent.</param>
/// <param name="Deliver">Whether results go to the schedule's destinations; false when absent.</param>
/// <param name="Parameters">Absent or null: those of the schedule.</param>
public sealed record BackfillInput(
    DateTimeOffset? From, DateTimeOffset? To, int? Concurrency = null, bool? Deliver = null, JsonElement? Parameters = null)
{
    internal void Validate(DateTimeOffset now, List<FieldError> errors)
    {
        if (From is null) errors.AddMissing("from");
        if (To is null) errors.AddMissing("to");
        else if (To > now) errors.Add(new("to", "in_future", "Give an end that is not in the future: what comes is fired by the schedule itself."));
        else if (From >= To) errors.Add(new("to", "end_before_start", "Give an end after the start."));
        if (From < DateTimeOffset.UnixEpoch) errors.Add(new("from", "out_of_range", "Give a start in 1970 or later."));
        if (Concurrency is < 1 or > Backfill.MaxConcurrency)
            errors.Add(new("concurrency", "out_of_range", $"Give 1 to {Backfill.MaxConcurrency}."));
    }
}
