using NodaTime;
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

/// <summary>Checks a schedule by itself and against what it names.</summary>
internal sealed class ScheduleWriter(
    ReportStore reports, DestinationStore destinations, ScheduleStore schedules, TimingChecker timings, TimeProvider time)
{
    /// <returns>What to store; null when errors were added.</returns>
    public async Task<ScheduleWrite?> CheckAsync(
        TenantScope scope, Guid id, ScheduleInput input, List<FieldError> errors, CancellationToken cancellationToken)
    {
        input.Validate(errors);
        var rules = (input.Rules ?? new RulesInput()).ToRules();
        await CheckRulesAsync(scope, id, rules, errors, cancellationToken);
        var timing = await CheckTimingAsync(scope, input, rules.AfterScheduleId is not null, errors, cancellationToken);
        IReadOnlyList<Guid> ids = [.. (input.DestinationIds ?? []).Distinct()];
        await destinations.CheckKnownAsync(scope, "destinationIds", ids, errors, cancellationToken);
        await CheckReportAsync(scope, input, errors, cancellationToken);
        if (errors.Count > 0 || timing is null) return null;

        return new ScheduleWrite(
            input.Name!.Trim(), input.ReportId!.Value, timing.Timing, rules.WithoutDefaults(), NoParameters.Or(input.Parameters), ids,
            timing.Calendar?.NextDue(id, timing.Timing.JitterSeconds, time.GetUtcNow()));
    }

    private async Task<CheckedTiming?> CheckTimingAsync(
        TenantScope scope, ScheduleInput input, bool isChained, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (TimingShorthand.Read(input.Timing, input.Cron, input.TimeZone, isChained, errors) is not { } timing) return null;
        var found = new List<FieldError>();
        var result = await timings.CheckAsync(scope, timing, isChained, found, cancellationToken);
        errors.AddRange(input.Timing is null ? found.Select(TimingShorthand.Rename) : found);
        return result;
    }

    private async Task CheckRulesAsync(
        TenantScope scope, Guid id, ScheduleRules rules, List<FieldError> errors, CancellationToken cancellationToken)
    {
        RuleChecks.Check(rules, errors);
        await destinations.CheckKnownAsync(scope, "rules.alertDestinationIds", rules.AlertDestinationIds ?? [], errors, cancellationToken);
        if (rules.AfterScheduleId is not { } upstream) return;

        var chain = await schedules.ListUpstreamAsync(scope, upstream, cancellationToken);
        if (chain.Count == 0)
            errors.Add(new("rules.afterScheduleId", "unknown_schedule", "Name a schedule of yours: there is none with this id."));
        else if (chain.Contains(id))
            errors.Add(new("rules.afterScheduleId", "chain_cycle", "Name a schedule that does not follow this one, directly or through others."));
        else if (chain.Count >= ScheduleStore.MaxChain)
            errors.Add(new("rules.afterScheduleId", "chain_too_long", $"Let at most {ScheduleStore.MaxChain} schedules follow one another."));
    }

    private async Task CheckReportAsync(TenantScope scope, ScheduleInput input, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (input.ReportId is not { } reportId) return;
        var report = await reports.FindAsync(scope, reportId, cancellationToken);
        if (report is null)
            errors.Add(new("reportId", "unknown_report", "Name a report of yours: there is none with this id."));
        else
            ParameterValues.Bind(report.Parameters, input.Parameters, time.GetUtcNow(), DateTimeZone.Utc, errors);
    }
}
