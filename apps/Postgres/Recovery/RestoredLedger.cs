using Npgsql;

namespace ReportScheduler.Postgres.Recovery;

/// <summary>Runs that had not ended when the ledger was as it is now.</summary>
/// <param name="Running">A worker had them.</param>
/// <param name="Requested">They waited for a worker; the message that told so may be lost.</param>
/// <param name="Waiting">They wait for a gate or for another run, which the Scheduler looks after.</param>
/// <param name="Sending">Deliveries that were being handed over.</param>
public sealed record OpenWork(long Running, long Requested, long Waiting, long Sending);

/// <summary>A ledger that was restored from a backup: no worker, message or workflow of it exists any more.</summary>
/// <param name="dataSource">A login as the Scheduler has.</param>
public sealed class RestoredLedger(NpgsqlDataSource dataSource)
{
    /// <summary>Counts what has not ended.</summary>
    public async Task<OpenWork> CountOpenAsync(CancellationToken cancellationToken) =>
        (await dataSource.ListAsync(
            new Statement(
                """
                SELECT count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'requested'),
                    count(*) FILTER (WHERE state = 'waiting'), (SELECT count(*) FROM deliveries WHERE state = 'sending')
                FROM runs WHERE state IN ('running', 'requested', 'waiting')
                """),
            row => new OpenWork(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
            cancellationToken))[0];

    /// <summary>Connections of Apis and Workers to this database, which must not be there while it is recovered.</summary>
    public async Task<long> CountAppsAsync(CancellationToken cancellationToken) =>
        (await dataSource.ListAsync(
            new Statement(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database()
                    AND usesysid IN (SELECT member FROM pg_auth_members WHERE roleid = 'report_tenant'::regrole AND NOT admin_option)
                """),
            row => row.GetInt64(0),
            cancellationToken))[0];

    /// <summary>
    /// Requests every run again that a worker had, and puts all that are requested into the outbox, so that the first Scheduler
    /// publishes them at once. Repeating it does no harm. What waits may have been taken in the time that was lost, too: its next
    /// taking counts as a further one, which clears what is in the artifact store of others. Deliveries keep their state: one that
    /// was being handed over is treated as after the loss of a worker.
    /// </summary>
    /// <returns>The runs that were taken back.</returns>
    public async Task<int> RequeueAsync(CancellationToken cancellationToken)
    {
        var statement = new Statement(
            """
            WITH run AS (
                UPDATE runs SET state = 'requested', lease_until = NULL, worker = NULL, published_at = NULL, last_event = last_event + 1
                WHERE state = 'running'
                RETURNING *
            ), waiting AS (
                UPDATE runs SET fence = fence + 1 WHERE state IN ('requested', 'waiting')
            ), event AS (
                INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                SELECT tenant_id, id, nominal_fire_at, last_event, now(), 'retrying', jsonb_build_object('code', 'worker_lost') FROM run
            ), entry AS (
                INSERT INTO outbox (requested_at)
                SELECT requested_at FROM run UNION SELECT requested_at FROM runs WHERE state = 'requested'
            )
            SELECT id FROM run
            """);
        return (await dataSource.ListAsync(statement, row => row.GetGuid(0), cancellationToken)).Count;
    }
}
