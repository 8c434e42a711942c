using Npgsql;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Firing;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Following;

/// <summary>Runs that wait for their data.</summary>
public sealed class RunGates(NpgsqlDataSource dataSource)
{
    private const int Limit = 100;

    // A gate is not asked by two Schedulers at once, and asked again when the one that asks is lost.
    private static readonly TimeSpan AskWithin = TimeSpan.FromMinutes(1);

    /// <summary>Takes the gates with a query that are to be looked at now.</summary>
    public async Task<List<RunKey>> TakeDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            WITH due AS (
                SELECT r.tenant_id, r.nominal_fire_at, r.id
                FROM runs r JOIN schedules s ON s.tenant_id = r.tenant_id AND s.id = r.schedule_id
                WHERE r.state = 'waiting' AND r.waits_for = 'data' AND r.gate_check_at <= $1 AND s.rules -> 'gate' ? 'sql'
                ORDER BY r.gate_check_at LIMIT $2 FOR UPDATE OF r SKIP LOCKED
            )
            UPDATE runs r SET gate_check_at = $1 + $3
            FROM due d WHERE r.tenant_id = d.tenant_id AND r.nominal_fire_at = d.nominal_fire_at AND r.id = d.id
            RETURNING r.tenant_id, r.id
            """,
            now, Limit, AskWithin);
        return await dataSource.ListAsync(statement, RunBatch.MapRun, cancellationToken);
    }

    /// <summary>Looks at a gate with a query again after the schedule's own interval.</summary>
    public async Task PostponeAsync(RunKey run, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            UPDATE runs r SET gate_check_at = now() + coalesce((s.rules -> 'gate' ->> 'pollSeconds')::int, 60) * interval '1 second'
            FROM schedules s
            WHERE s.tenant_id = r.tenant_id AND s.id = r.schedule_id
                AND r.tenant_id = $1 AND r.nominal_fire_at = $2 AND r.id = $3 AND r.waits_for = 'data'
            """,
            run.TenantId, RunId.NominalFireAt(run.RunId), run.RunId);
        await dataSource.ListAsync(statement, _ => true, cancellationToken);
    }

    /// <summary>Lets the run go whose query gave true.</summary>
    public Task<RunBatch> OpenAsync(RunKey run, DateTimeOffset now, TimeSpan publishWithin, CancellationToken cancellationToken) =>
        ReleaseAsync(RunRelease.Gate(now, run), now, publishWithin, cancellationToken);

    /// <summary>
    /// Lets the runs go whose event has been posted. An event opens one gate of a schedule, and counts from as long before
    /// the nominal fire time as the gate waits after it.
    /// </summary>
    public Task<RunBatch> OpenByEventsAsync(DateTimeOffset now, TimeSpan publishWithin, CancellationToken cancellationToken) =>
        ReleaseAsync(RunRelease.ByEvents(now), now, publishWithin, cancellationToken);

    /// <summary>Ends the runs whose data did not arrive in time.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ExpireAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            $"""
            WITH run AS (
                UPDATE runs
                SET state = 'skipped', waits_for = NULL, skip_reason = '{SkipReasons.DataNotReady}', finished_at = $1, last_event = last_event + 1
                WHERE state = 'waiting' AND waits_for = 'data' AND gate_until <= $1
                RETURNING *
            ), event AS (
                INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                SELECT tenant_id, id, nominal_fire_at, last_event, $1, '{RunEventKind.Finished}', jsonb_build_object('state', state, 'reason', skip_reason) FROM run
            )
            SELECT pg_notify('{RunSignals.Channel}', id::text) FROM run
            """,
            now);
        return (await dataSource.ListAsync(statement, _ => true, cancellationToken)).Count;
    }

    private async Task<RunBatch> ReleaseAsync(Statement release, DateTimeOffset now, TimeSpan publishWithin, CancellationToken cancellationToken)
    {
        var outbox = Guid.CreateVersion7(now);
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(release.ToCommand());
        batch.BatchCommands.Add(RunOutbox.AddIfAny(outbox, now, publishWithin).ToCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return new RunBatch(
            outbox,
            await TenantDatabase.ReadAsync(reader, RunBatch.MapRun, cancellationToken));
    }
}
