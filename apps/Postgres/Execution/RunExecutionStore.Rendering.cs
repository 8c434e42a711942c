using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Execution;

/// <summary>A run whose files are recorded.</summary>
/// <param name="Deliveries">What is to be delivered.</param>
/// <param name="State">Terminal when there is nothing to deliver.</param>
/// <param name="MoreWaiting">The tenant has runs that wait for a worker.</param>
public sealed record RenderedRun(IReadOnlyList<Guid> Deliveries, RunState State, bool MoreWaiting);

/// <summary>The end of a rendering.</summary>
public sealed partial class RunExecutionStore
{
    /// <summary>
    /// Records the files and one delivery for each recipient of the run's destinations, together; a run that has no
    /// destinations has succeeded with that.
    /// </summary>
    /// <param name="files">At least one, in the order in which people see them. Deliveries are keyed by the first.</param>
    /// <param name="retention">How long the report's files are kept; null: as the tenant says.</param>
    /// <param name="defaultRetention">How long they are kept where the tenant does not say either.</param>
    /// <param name="bound">What the run has bound.</param>
    /// <param name="announce">Tells first of all that the rendering has begun.</param>
    /// <returns>Null when the run has ended or another has taken it: the files are not the run's.</returns>
    public Task<RenderedRun?> CompleteRenderAsync(
        RunFence fence, IReadOnlyList<RenderedFile> files, BoundValues? bound, TimeSpan? retention, TimeSpan defaultRetention, TimeSpan lease,
        bool announce, CancellationToken cancellationToken) =>
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
                        bound = $20::jsonb,
                        last_event = last_event + 1 + ended::int + $8::int
                    FROM outcome
                    WHERE {Key} AND state = 'running' AND fence = $4
                    RETURNING r.*, ended
                ), artifact AS (
                    INSERT INTO artifacts
                        (tenant_id, id, run_id, nominal_fire_at, position, file_name, format, content_type, content_encoding, path,
                         size_bytes, stored_bytes, row_count, sha256, section, created_at, expires_at)
                    SELECT r.tenant_id, f.id, r.id, r.nominal_fire_at, f.position - 1, f.file_name, f.format, f.content_type, f.content_encoding,
                        f.path, f.size_bytes, f.stored_bytes, f.row_count, f.sha256, f.section, now(),
                        now() + coalesce($6::interval, make_interval(days => t.artifact_retention_days), $7::interval)
                    FROM run r
                    JOIN tenants t ON t.id = r.tenant_id
                    CROSS JOIN unnest($9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[],
                        $16::bigint[], $17::bigint[], $18::text[], $19::text[])
                        WITH ORDINALITY AS f (id, file_name, format, content_type, content_encoding, path, size_bytes, stored_bytes,
                            row_count, sha256, section, position)
                    RETURNING *
                ), delivery AS (
                    INSERT INTO deliveries
                        (tenant_id, id, run_id, nominal_fire_at, destination_id, artifact_id, channel, recipient, state, message_id,
                         created_at, updated_at)
                    SELECT a.tenant_id, d.id, a.run_id, a.nominal_fire_at, t.destination_id, a.id, t.kind, t.address, 'pending',
                        d.id::text, now(), now()
                    FROM target t
                    JOIN artifact a ON a.position = 0
                    -- A stable id: the same recipient of the same run always gets the same, also from a ledger that was restored.
                    CROSS JOIN LATERAL (SELECT md5(concat_ws('/', a.run_id, t.destination_id, t.address))::uuid AS id) AS d
                    ON CONFLICT DO NOTHING
                    RETURNING id
                ), event AS (
                    INSERT INTO run_events (tenant_id, run_id, nominal_fire_at, sequence, at, kind, data)
                    SELECT tenant_id, id, nominal_fire_at, last_event - ended::int - step.back, now(), step.kind, step.data
                    FROM run
                    CROSS JOIN LATERAL (VALUES
                        ($8::int, 1, '{RunEventKind.Rendering}', '{"{}"}'::jsonb),
                        (1, 0, '{RunEventKind.Rendered}', (SELECT jsonb_build_object('rows', max(f.row_count), 'bytes', sum(f.size_bytes), 'files', count(*)) FROM artifact f)),
                        (ended::int, -1, '{RunEventKind.Finished}', jsonb_build_object('state', state))
                    ) AS step (happened, back, kind, data)
                    WHERE step.happened = 1
                )
                SELECT run.state, {MoreWaiting}, ARRAY(SELECT id FROM delivery) AS deliveries,
                    pg_notify('{RunSignals.Channel}', run.id::text)
                FROM run
                """,
                [
                    .. KeyOf(fence.Run), fence.Fence, lease, retention, defaultRetention, announce ? 1 : 0, .. ColumnsOf(files), Bound(bound),
                ]),
            row => new RenderedRun(row.Get<Guid[]>("deliveries"), row.GetEnum<RunState>("state"), row.Get<bool>("more_waiting")),
            cancellationToken);

    private static object[] ColumnsOf(IReadOnlyList<RenderedFile> files) =>
    [
        files.Select(_ => Guid.CreateVersion7()).ToArray(),
        files.Select(file => file.FileName).ToArray(),
        files.Select(file => file.Format).ToArray(),
        files.Select(file => file.ContentType).ToArray(),
        files.Select(file => file.ContentEncoding).ToArray(),
        files.Select(file => file.Path).ToArray(),
        files.Select(file => file.SizeBytes).ToArray(),
        files.Select(file => file.StoredBytes).ToArray(),
        files.Select(file => file.RowCount).ToArray(),
        files.Select(file => file.Sha256).ToArray(),
        files.Select(file => file.Section).ToArray(),
    ];

    private static NpgsqlParameter Bound(BoundValues? bound) => bound is null
        ? new NpgsqlParameter { Value = DBNull.Value }
        : Statement.Json(JsonSerializer.Serialize(bound, StorageJson.Default.BoundValues));
}
