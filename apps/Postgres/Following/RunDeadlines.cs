using Npgsql;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Following;

/// <summary>Runs that are to be delivered by a time.</summary>
public sealed class RunDeadlines(NpgsqlDataSource dataSource)
{
    private const int Limit = 100;

    /// <summary>Raises an alert for each run that has missed its deadline, once.</summary>
    /// <returns>How many did; the limit when more may have.</returns>
    public async Task<int> RaiseAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var statement = new Statement(
            $"""
            WITH late AS (
                SELECT tenant_id, nominal_fire_at, id, row_number() OVER () AS number
                FROM (
                    SELECT tenant_id, nominal_fire_at, id FROM runs
                    WHERE deadline_at <= $1 AND NOT deadline_missed AND (state <> 'succeeded' OR finished_at > deadline_at)
                    ORDER BY deadline_at LIMIT {Limit} FOR UPDATE SKIP LOCKED
                ) AS due
            ), run AS (
                UPDATE runs r SET deadline_missed = true, last_event = last_event + 1
                FROM late WHERE r.tenant_id = late.tenant_id AND r.nominal_fire_at = late.nominal_fire_at AND r.id = late.id
                RETURNING r.*, late.number
            ), event AS (
                INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                SELECT tenant_id, id, nominal_fire_at, last_event, $1, '{RunEventKind.DeadlineMissed}', jsonb_build_object('deadlineAt', deadline_at) FROM run
            ), alert AS (
                INSERT INTO alerts (tenant_id, id, kind, schedule_id, run_id, message, raised_at)
                SELECT run.tenant_id, ids.id, 'deadlineMissed', s.id, run.id,
                    format('A run of "%s" was not delivered by its deadline, %s UTC.', s.name, to_char(run.deadline_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')), $1
                FROM run
                JOIN schedules s ON s.tenant_id = run.tenant_id AND s.id = run.schedule_id
                JOIN unnest($2::uuid[]) WITH ORDINALITY AS ids (id, number) ON ids.number = run.number
            )
            SELECT pg_notify('{RunSignals.Channel}', id::text) FROM run
            """,
            now, Enumerable.Range(0, Limit).Select(_ => Guid.CreateVersion7(now)).ToArray());
        return (await dataSource.ListAsync(statement, _ => true, cancellationToken)).Count;
    }
}
