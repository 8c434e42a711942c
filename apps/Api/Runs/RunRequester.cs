using System.Text.Json;
using ReportScheduler.Api.Destinations;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Destinations;
using ReportScheduler.Postgres.Idempotency;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Runs;

/// <summary>Makes runs that people and apps ask for.</summary>
internal sealed class RunRequester(
    RunStore runs, ReportStore reports, ScheduleStore schedules, DestinationStore destinations, TimeProvider time)
{
    /// <returns>The run; null when errors were added.</returns>
    /// <exception cref="OnceException">See <see cref="OnceRefusal"/>.</exception>
    public async Task<Run?> RequestAsync(
        TenantScope scope, RunInput input, Once<Run>? once, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (once is not null && await runs.FindRequestedAsync(scope, once, cancellationToken) is { } earlier) return earlier;
        var schedule = await FindScheduleAsync(scope, input, errors, cancellationToken);
        var asOf = AsOfTime.Check(input.AsOf, input.TimeZone, time.GetUtcNow(), errors);
        if (errors.Count > 0) return null;

        var report = await reports.FindAsync(scope, schedule?.ReportId ?? input.ReportId!.Value, cancellationToken);
        if (report is null)
        {
            errors.Add(UnknownReport());
            return null;
        }

        var parameters = input.Parameters is { ValueKind: not JsonValueKind.Null } ? input.Parameters : schedule?.Parameters;
        ParameterValues.Bind(report.Parameters, parameters, asOf, TimeZoneData.ZoneOrUtc(input.TimeZone ?? schedule?.Timing.TimeZone), errors);
        IReadOnlyList<Guid> ids = [.. (input.DestinationIds ?? schedule?.DestinationIds ?? []).Distinct()];
        await destinations.CheckKnownAsync(scope, "destinationIds", ids, errors, cancellationToken);
        if (errors.Count > 0) return null;

        var id = RunId.Create(RunId.Truncate(asOf));
        var request = new RunRequest(id, report.Id, schedule?.Id, NoParameters.Or(parameters), ids, input.TimeZone);
        var run = await runs.RequestAsync(scope, request, once, cancellationToken);
        if (run is null) errors.Add(UnknownReport());
        return run;
    }

    private async Task<Schedule?> FindScheduleAsync(
        TenantScope scope, RunInput input, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (input.ReportId is null == input.ScheduleId is null)
            errors.Add(new("reportId", "one_of_two", "Give either reportId or scheduleId."));
        if (errors.Count > 0 || input.ScheduleId is not { } id) return null;

        var schedule = await schedules.FindAsync(scope, id, cancellationToken);
        if (schedule is null)
            errors.Add(new("scheduleId", "unknown_schedule", "Name a schedule of yours: there is none with this id."));
        return schedule;
    }

    private static FieldError UnknownReport() => new("reportId", "unknown_report", "Name a report of yours: there is none with this id.");
}
