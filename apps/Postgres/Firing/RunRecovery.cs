using Npgsql;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Firing;

/// <summary>Finds runs whose worker, workflow or timer was lost, and puts them back or ends them.</summary>
public sealed class RunRecovery(NpgsqlDataSource dataSource)
{
    /// <summary>Requests runs again whose lease has run out.</summary>
    /// <returns>The runs to publish.</returns>
    public async Task<List<RunKey>> RequeueAbandonedAsync(int maxAttempts, int limit, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            WITH abandoned AS (
                SELECT tenant_id, nominal_fire_at, id FROM runs
                WHERE state = 'running' AND lease_until < now() AND attempt < $1
                ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED
            ), run AS (
                UPDATE runs r SET state = 'requested', lease_until = NULL, worker = NULL, published_at = NULL, last_event = last_event + 1
                FROM abandoned a
                WHERE r.tenant_id = a.tenant_id AND r.nominal_fire_at = a.nominal_fire_at AND r.id = a.id
                RETURNING r.*
            ), event AS (
                INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                SELECT tenant_id, id, nominal_fire_at, last_event, now(), 'retrying', jsonb_build_object('code', 'worker_lost') FROM run
            )
            SELECT tenant_id, id FROM run
            """,
            maxAttempts, limit);
        return await dataSource.ListAsync(statement, RunBatch.MapRun, cancellationToken);
    }

    /// <summary>Ends runs whose lease has run out as often as a run may be tried. Deliveries that had begun become unknown.</summary>
    /// <returns>The runs that were ended.</returns>
    public async Task<List<RunKey>> FailExhaustedAsync(int maxAttempts, int limit, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            WITH exhausted AS (
                SELECT tenant_id, nominal_fire_at, id FROM runs
                WHERE state = 'running' AND lease_until < now() AND attempt >= $1
                ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED
            ), run AS (
                UPDATE runs r
                SET state = 'failed', finished_at = now(), lease_until = NULL, error_code = 'worker_lost',
                    error_message = 'The workers that ran this report were lost again and again; retry the run or ask an operator.',
                    last_event = last_event + 1
                FROM exhausted e
                WHERE r.tenant_id = e.tenant_id AND r.nominal_fire_at = e.nominal_fire_at AND r.id = e.id
                RETURNING r.*
            ), delivery AS (
                UPDATE deliveries d
                SET state = CASE d.state WHEN 'sending' THEN 'unknown' ELSE 'cancelled' END, next_attempt_at = NULL, updated_at = now()
                FROM run WHERE d.tenant_id = run.tenant_id AND d.run_id = run.id AND d.state IN ('pending', 'sending')
            ), event AS (
                INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                SELECT tenant_id, id, nominal_fire_at, last_event, now(), 'finished', jsonb_build_object('state', state, 'code', error_code) FROM run
            )
            SELECT tenant_id, id, pg_notify('run_events', id::text) FROM run
            """,
            maxAttempts, limit);
        return await dataSource.ListAsync(statement, RunBatch.MapRun, cancellationToken);
    }

    /// <summary>
    /// Ends deliveries as unknown that were being handed over when their run was cancelled, and whose worker has not told how
    /// it went.
    /// </summary>
    /// <param name="sendingFor">Longer than any hand-over takes.</param>
    /// <returns>How many were ended.</returns>
    public async Task<int> EndLostDeliveriesAsync(TimeSpan sendingFor, int limit, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            WITH lost AS (
                SELECT d.tenant_id, d.id FROM deliveries d
                JOIN runs r ON r.tenant_id = d.tenant_id AND r.nominal_fire_at = d.nominal_fire_at AND r.id = d.run_id
                WHERE d.state = 'sending' AND d.updated_at < now() - $1 AND r.finished_at IS NOT NULL
                ORDER BY d.updated_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED
            ), delivery AS (
                UPDATE deliveries d
                SET state = 'unknown', error_code = 'worker_lost', next_attempt_at = NULL, updated_at = now(),
                    error_message = 'The worker was lost while it handed this over to the recipient; ask there whether it has arrived.'
                FROM lost WHERE d.tenant_id = lost.tenant_id AND d.id = lost.id
                RETURNING d.*
            ), run AS (
                UPDATE runs r SET last_event = last_event + d.count
                FROM (SELECT tenant_id, nominal_fire_at, run_id, count(*)::int FROM delivery GROUP BY 1, 2, 3) AS d
                WHERE r.tenant_id = d.tenant_id AND r.nominal_fire_at = d.nominal_fire_at AND r.id = d.run_id
                RETURNING r.id, r.last_event
            ), event AS (
                INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                SELECT d.tenant_id, d.run_id, d.nominal_fire_at,
                    run.last_event + 1 - row_number() OVER (PARTITION BY d.run_id ORDER BY d.id DESC), now(), 'deliveryFailed',
                    jsonb_build_object('deliveryId', d.id, 'state', d.state, 'code', d.error_code, 'message', d.error_message)
                FROM delivery d JOIN run ON run.id = d.run_id
            )
            SELECT pg_notify('run_events', run.id::text) FROM delivery d JOIN run ON run.id = d.run_id
            """,
            sendingFor, limit);
        return (await dataSource.ListAsync(statement, _ => true, cancellationToken)).Count;
    }
}
