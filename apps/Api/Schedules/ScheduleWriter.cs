using ReportScheduler.Api.Destinations;
using ReportScheduler.Api.Runs;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Destinations;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>Checks a schedule against the report and the destinations it names.</summary>
internal sealed class ScheduleWriter(ReportStore reports, DestinationStore destinations, TimeProvider time)
{
    /// <returns>What to store; usable only when no error was added.</returns>
    public async Task<ScheduleWrite?> CheckAsync(
        TenantScope scope, ScheduleInput input, List<FieldError> errors, CancellationToken cancellationToken)
    {
        var calendar = input.Validate(errors);
        IReadOnlyList<Guid> ids = [.. (input.DestinationIds ?? []).Distinct()];
        await destinations.CheckKnownAsync(scope, ids, errors, cancellationToken);
        if (input.ReportId is not { } reportId) return null;

        var report = await reports.FindAsync(scope, reportId, cancellationToken);
        if (report is null)
            errors.Add(new("reportId", "unknown_report", "Name a report of yours: there is none with this id."));
        else
            ParameterValues.Bind(report.Parameters, input.Parameters, errors);

        return errors.Count > 0 || calendar is null ? null : new ScheduleWrite(
            input.Name!.Trim(), reportId, input.ToTiming(), ScheduleRules.Default, NoParameters.Or(input.Parameters), ids, calendar.Next(time.GetUtcNow())?.At);
    }
}
