using Npgsql;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Firing;

namespace ReportScheduler.Postgres.Following;

/// <summary>What was decided because runs have ended.</summary>
/// <param name="IsDone">False when more ends may wait to be followed up.</param>
/// <param name="Runs">The runs to publish.</param>
/// <param name="Paused">Schedules that were paused.</param>
public sealed record FollowUp(bool IsDone, RunBatch Runs, IReadOnlyList<Guid> Paused);

/// <summary>
/// Follows up the ends of guarded runs: lets queued fires and backfills go on, starts chained schedules, pauses schedules
/// that fail again and again. One transaction does it all and removes the settlements it handled.
/// </summary>
public sealed class RunFollowUp(NpgsqlDataSource dataSource)
{
    private const int Limit = 500;

    private readonly PlanCache _plans = new();

    /// <param name="publishWithin">How long the outbox leaves the runs to the caller.</param>
    public async Task<FollowUp> SettleAsync(DateTimeOffset now, TimeSpan publishWithin, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One Scheduler at a time decides, so that what it counts stays true until it has decided.
        await connection.ListAsync(new Statement("SELECT pg_advisory_xact_lock(hashtext('run follow-up'))"), _ => true, cancellationToken);
        var ended = await TakeAsync(connection, cancellationToken);
        var chained = new RunWrite(now, "chain");
        await ChainAsync(connection, ended, chained, cancellationToken);
        var pauses = new SchedulePause(now);
        foreach (var failing in await ListFailingAsync(connection, ended, cancellationToken))
            pauses.Add(failing.TenantId, failing.ScheduleId, failing.RunId, failing.Note);

        var outbox = Guid.CreateVersion7(now);
        await using (var batch = new NpgsqlBatch(connection))
        {
            chained.AppendTo(batch, passOver: true);
            pauses.AppendTo(batch);
            if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        var schedules = ended.Select(run => run.ScheduleId).Distinct().ToArray();
        List<RunKey> requested = [.. chained.Requested];
        if (schedules.Length > 0) requested.AddRange(await connection.ListAsync(RunRelease.Queued(now, schedules), RunBatch.MapRun, cancellationToken));
        requested.AddRange(await connection.ListAsync(RunRelease.Backfills(now), RunBatch.MapRun, cancellationToken));
        if (requested.Count > 0)
            await connection.ListAsync(RunOutbox.Add(outbox, now, publishWithin), _ => true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new FollowUp(ended.Count < Limit, requested.Count > 0 ? new RunBatch(outbox, requested) : RunBatch.Empty, pauses.Schedules);
    }

    private static Task<List<EndedRun>> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ListAsync(
            new Statement(
                """
                WITH taken AS (
                    DELETE FROM settlements
                    WHERE (tenant_id, run_id) IN (SELECT tenant_id, run_id FROM settlements LIMIT $1)
                    RETURNING *
                )
                SELECT r.tenant_id, r.id, r.schedule_id, r.state, r.backfill_id IS NOT NULL
                FROM taken t JOIN runs r ON r.tenant_id = t.tenant_id AND r.nominal_fire_at = t.nominal_fire_at AND r.id = t.run_id
                """,
                Limit),
            row => new EndedRun(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), EnumText.Parse<RunState>(row.GetString(3)), row.GetBoolean(4)),
            cancellationToken);

    // A chained run has the nominal fire time of the run that caused it, so both reports speak of the same day.
    private async Task ChainAsync(NpgsqlConnection connection, List<EndedRun> ended, RunWrite write, CancellationToken cancellationToken)
    {
        var causes = ended.Where(run => run is { State: RunState.Succeeded, IsBackfill: false }).ToList();
        if (causes.Count == 0) return;

        var followers = await connection.ListAsync(
            new Statement(
                """
                SELECT t.tenant_id, t.schedule_id, t.plan, t.guarded, t.after_schedule_id
                FROM timers t JOIN schedules s ON s.tenant_id = t.tenant_id AND s.id = t.schedule_id
                WHERE (t.tenant_id, t.after_schedule_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[])) AND s.status = 'active' AND s.deleted_at IS NULL
                ORDER BY t.schedule_id
                """,
                causes.Select(run => run.TenantId).ToArray(), causes.Select(run => run.ScheduleId).ToArray()),
            row => (
                Schedule: new DueSchedule(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetBoolean(3), null, default),
                After: row.GetGuid(4)),
            cancellationToken);
        var activities = await RunActivity.ListAsync(connection, [.. followers.Select(follower => follower.Schedule.Id)], cancellationToken);
        foreach (var (schedule, after) in followers)
        {
            var plan = await _plans.GetAsync(connection, schedule.TenantId, schedule.Plan, cancellationToken);
            var activity = activities.GetValueOrDefault(schedule.Id);
            foreach (var cause in causes.Where(run => run.ScheduleId == after).OrderBy(run => run.RunId))
                activity = write.Add(schedule, plan.Rules, new PlannedFire(RunId.NominalFireAt(cause.RunId), null, null), activity, cause.RunId);
        }
    }

    private static async Task<List<(Guid TenantId, Guid ScheduleId, Guid RunId, string Note)>> ListFailingAsync(
        NpgsqlConnection connection, List<EndedRun> ended, CancellationToken cancellationToken)
    {
        var failed = ended.Where(run => run is { State: RunState.Failed or RunState.DeliveryFailed, IsBackfill: false })
            .DistinctBy(run => run.ScheduleId).ToList();
        if (failed.Count == 0) return [];

        // Failures before the schedule was last paused do not count again.
        return await connection.ListAsync(
            new Statement(
                """
                SELECT s.tenant_id, s.id, f.run_id, rule.failures, latest.message
                FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS f (tenant_id, schedule_id, run_id)
                JOIN schedules s ON s.tenant_id = f.tenant_id AND s.id = f.schedule_id
                CROSS JOIN LATERAL (SELECT (s.rules ->> 'pauseAfterFailures')::int AS failures) AS rule
                CROSS JOIN LATERAL (
                    SELECT count(*) AS runs, bool_and(state IN ('failed', 'deliveryFailed')) AS all_failed,
                        (array_agg(error_message ORDER BY finished_at DESC))[1] AS message
                    FROM (
                        -- Each half by the index of its kind of run.
                        (SELECT nominal_fire_at, state, error_message, finished_at FROM runs
                         WHERE schedule_id = s.id AND tenant_id = s.tenant_id AND trigger = 'schedule'
                             AND state IN ('succeeded', 'failed', 'deliveryFailed') AND finished_at > coalesce(s.paused_at, '-infinity')
                         ORDER BY nominal_fire_at DESC LIMIT rule.failures)
                        UNION ALL
                        (SELECT nominal_fire_at, state, error_message, finished_at FROM runs
                         WHERE schedule_id = s.id AND tenant_id = s.tenant_id AND trigger = 'chain'
                             AND state IN ('succeeded', 'failed', 'deliveryFailed') AND finished_at > coalesce(s.paused_at, '-infinity')
                         ORDER BY nominal_fire_at DESC LIMIT rule.failures)
                        ORDER BY nominal_fire_at DESC LIMIT rule.failures
                    ) AS last
                ) AS latest
                WHERE s.status = 'active' AND latest.runs >= rule.failures AND latest.all_failed
                """,
                failed.Select(run => run.TenantId).ToArray(), failed.Select(run => run.ScheduleId).ToArray(), failed.Select(run => run.RunId).ToArray()),
            row => (row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), NoteOf(row.GetInt32(3), row.IsDBNull(4) ? null : row.GetString(4))),
            cancellationToken);
    }

    private static string NoteOf(int failures, string? error) =>
        failures == 1 ? $"A run failed. {error}".TrimEnd() : $"{failures} runs in a row failed. The last error: {error ?? "a delivery did not reach its recipient."}";

    private sealed record EndedRun(Guid TenantId, Guid RunId, Guid ScheduleId, RunState State, bool IsBackfill);
}
