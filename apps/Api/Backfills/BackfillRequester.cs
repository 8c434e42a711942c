using System.Text.Json;
using NodaTime;
using ReportScheduler.Api.Runs;
using ReportScheduler.Api.Schedules;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Backfills;
using ReportScheduler.Postgres.Idempotency;
using ReportScheduler.Postgres.Reports;

namespace ReportScheduler.Api.Backfills;

/// <summary>Makes backfills that people and apps ask for.</summary>
internal sealed class BackfillRequester(BackfillStore backfills, ReportStore reports, TimingChecker timings, TimeProvider time)
{
    // Fires that calendars close are not run; a range in which nothing else lies must end, too.
    private const int MaxFiresLookedAt = 100_000;

    /// <returns>The backfill; null when errors were added, or when the schedule is gone.</returns>
    public async Task<Backfill?> RequestAsync(
        TenantScope scope, Schedule schedule, BackfillInput input, Once<Backfill>? once, List<FieldError> errors, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        input.Validate(now, errors);
        var parameters = input.Parameters is { ValueKind: not JsonValueKind.Null } ? input.Parameters : schedule.Parameters;
        if (await reports.FindAsync(scope, schedule.ReportId, cancellationToken) is { } report)
            ParameterValues.Bind(report.Parameters, parameters, now, DateTimeZone.Utc, errors);
        var calendar = await timings.CompileAsync(scope, schedule.Timing, cancellationToken);
        if (calendar is null)
            errors.Add(new("scheduleId", "follows_another", "Backfill the schedule that this one follows: it has no times of its own."));
        if (errors.Count > 0) return null;

        var (from, to) = (input.From!.Value.ToUniversalTime(), input.To!.Value.ToUniversalTime());
        if (FiresOf(calendar!, from, to, errors) is not { } fires) return null;
        var request = new BackfillRequest(
            Guid.CreateVersion7(), schedule.Id, from, to, input.Concurrency ?? 1, input.Deliver ?? false, NoParameters.Or(parameters), fires);
        return await backfills.CreateAsync(scope, request, once, now, cancellationToken);
    }

    private static List<DateTimeOffset>? FiresOf(FireCalendar calendar, DateTimeOffset from, DateTimeOffset to, List<FieldError> errors)
    {
        var fires = new List<DateTimeOffset>();
        var lookedAt = 0;
        for (var fire = calendar.Next(from.AddTicks(-1)); fire is not null && fire.At < to; fire = calendar.Next(fire.At))
        {
            if (fire.SkipReason is null) fires.Add(RunId.Truncate(fire.At));
            if (fires.Count <= Backfill.MaxRuns && ++lookedAt < MaxFiresLookedAt) continue;
            errors.Add(new("to", "too_many_fires", $"Choose a shorter range: a backfill has at most {Backfill.MaxRuns} fires."));
            return null;
        }

        if (fires.Count > 0) return fires;
        errors.Add(new("to", "no_fires", "Choose another range: nothing fires in this one."));
        return null;
    }
}
