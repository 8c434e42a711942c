using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Execution;

/// <summary>A run whose file is recorded.</summary>
/// <param name="Deliveries">What is to be delivered.</param>
/// <param name="State">Terminal when there is nothing to deliver.</param>
/// <param name="MoreWaiting">The tenant has runs that wait for a worker.</param>
public sealed record RenderedRun(IReadOnlyList<Guid> Deliveries, RunState State, bool MoreWaiting);

/// <summary>The end of a rendering.</summary>
public sealed partial class RunExecutionStore
{
    /// <summary>
    /// Records the file and one delivery for each recipient of the run's destinations, together; a run that has no
    /// destinations has succeeded with that.
    /// </summary>
    /// <param name="bound">What the run has bound.</param>
    /// <param name="announce">Tells first of all that the rendering has begun.</param>
    /// <returns>Null when the run has ended or another has taken it: the file is not the run's.</returns>
    public Task<RenderedRun?> CompleteRenderAsync(
        RunFence fence, RenderedFile file, BoundValues? bound, TimeSpan lease, bool announce, CancellationToken cancellationToken) =>
        database.SingleAsync(
            Scope(fence.Run.TenantId),
            new Statement(
                $"""
                WITH target AS (
                    SELECT t.id AS destination_id, t.kind, address
                    FROM runs r
                    JOIN destinations t ON t.tenant_id = r.tenant_id AND t.id = ANY (r.destination_ids) AND t.deleted_at IS NULL
                    CROSS JOIN LATERAL (
                        SELECT jsonb_array_elements_text(t.settings -> 'to') AS address WHERE t.kind = 'email'
                        UNION ALL
                        SELECT split_part(t.settings ->> 'url', '?', 1) WHERE t.kind = 'webhook'
                    ) AS addresses
                    WHERE r.tenant_id = $1 AND r.nominal_fire_at = $2 AND r.id = $3
                ), outcome AS (
                    SELECT NOT EXISTS (SELECT FROM target) AS ended
                ), run AS (
                    UPDATE runs r
                    SET state = CASE WHEN ended THEN 'succeeded' ELSE state END,
                        finished_at = CASE WHEN ended THEN now() END,
                        lease_until = CASE WHEN ended THEN NULL ELSE now() + $5 END,
                        rendered_at = now(),
                        bound = $17::jsonb,
                        last_event = last_event + 1 + ended::int + $16::int
                    FROM outcome
                    WHERE {Key} AND state = 'running' AND fence = $4
                    RETURNING r.*, ended
                ), artifact AS (
                    INSERT INTO artifacts
                        (tenant_id, id, run_id, nominal_fire_at, file_name, format, content_type, content_encoding, path,
                         size_bytes, stored_bytes, row_count, sha256, created_at)
                    SELECT tenant_id, $6, id, nominal_fire_at, $7, $8, $9, $10, $11, $12, $13, $14, $15, now() FROM run
                    RETURNING *
                ), delivery AS (
                    INSERT INTO deliveries
                        (tenant_id, id, run_id, nominal_fire_at, destination_id, artifact_id, channel, recipient, state, message_id,
                         created_at, updated_at)
                    SELECT a.tenant_id, d.id, a.run_id, a.nominal_fire_at, t.destination_id, a.id, t.kind, t.address, 'pending',
                        d.id::text, now(), now()
                    FROM target t
                    CROSS JOIN artifact a
                    -- A stable id: the same recipient of the same artifact always gets the same.
                    CROSS JOIN LATERAL (SELECT md5(concat_ws('/', a.run_id, a.id, t.destination_id, t.address))::uuid AS id) AS d
                    ON CONFLICT DO NOTHING
                    RETURNING id
                ), event AS (
                    INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                    SELECT tenant_id, id, nominal_fire_at, last_event - ended::int - step.back, now(), step.kind, step.data
                    FROM run
                    CROSS JOIN LATERAL (VALUES
                        ($16::int, 1, '{RunEventKind.Rendering}', '{"{}"}'::jsonb),
                        (1, 0, '{RunEventKind.Rendered}', jsonb_build_object('rows', $14::bigint, 'bytes', $12::bigint)),
                        (ended::int, -1, '{RunEventKind.Finished}', jsonb_build_object('state', state))
                    ) AS step (happened, back, kind, data)
                    WHERE step.happened = 1
                )
                SELECT run.state, {MoreWaiting}, ARRAY(SELECT id FROM delivery) AS deliveries,
                    pg_notify('{RunSignals.Channel}', run.id::text)
                FROM run
                """,
                [
                    .. KeyOf(fence.Run), fence.Fence, lease, Guid.CreateVersion7(), file.FileName, file.Format, file.ContentType,
                    file.ContentEncoding, file.Path, file.SizeBytes, file.StoredBytes, file.RowCount, file.Sha256, announce ? 1 : 0,
                    Bound(bound),
                ]),
            row => new RenderedRun(row.Get<Guid[]>("deliveries"), row.GetEnum<RunState>("state"), row.Get<bool>("more_waiting")),
            cancellationToken);

    private static NpgsqlParameter Bound(BoundValues? bound) => bound is null
        ? new NpgsqlParameter { Value = DBNull.Value }
        : Statement.Json(JsonSerializer.Serialize(bound, StorageJson.Default.BoundValues));
}
