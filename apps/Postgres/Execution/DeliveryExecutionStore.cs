using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Destinations;
using ReportScheduler.Postgres.Runs;

namespace ReportScheduler.Postgres.Execution;

/// <summary>Names one taking of a delivery; its writes are refused once another took it.</summary>
public sealed record DeliveryFence(RunAttempt Run, Guid DeliveryId, int Fence);

/// <summary>What a worker needs to make a delivery.</summary>
/// <param name="WasSending">An earlier taking had begun to hand it over, and its outcome is not known.</param>
/// <param name="Attempt">Counts from 1.</param>
/// <param name="SinceRendered">How long the files had been recorded when it was taken, by the database's clock.</param>
public sealed record DeliveryWork(
    DeliveryFence Fence,
    DestinationKind Channel,
    string Recipient,
    string MessageId,
    int Attempt,
    bool WasSending,
    TimeSpan SinceRendered,
    EmailSettings? Email,
    WebhookSettings? Webhook,
    byte[]? EncryptedSecret,
    Guid DestinationId,
    string ReportName,
    string? ScheduleName,
    string? TimeZone,
    IReadOnlyList<DeliveredFile> Files);

/// <summary>A file that is delivered.</summary>
public sealed record DeliveredFile(Guid ArtifactId, RenderedFile File);

/// <summary>The state changes of a delivery while workers have it.</summary>
public sealed class DeliveryExecutionStore(TenantDatabase database)
{
    /// <summary>Takes an open delivery of a run that is still at this attempt; earlier takings lose their right to write.</summary>
    /// <returns>Null when there is nothing to do: it is made, ended, or the run is not ours any more.</returns>
    public Task<DeliveryWork?> BeginAsync(
        RunAttempt run, Guid deliveryId, string worker, TimeSpan lease, CancellationToken cancellationToken) =>
        database.SingleAsync(
            RunExecutionStore.Scope(run.TenantId),
            new Statement(
                $"""
                WITH run AS (
                    UPDATE runs SET worker = $6, lease_until = greatest(lease_until, now() + $7), last_event = last_event + 1
                    WHERE tenant_id = $1 AND nominal_fire_at = $2 AND id = $3 AND state = 'running' AND attempt = $4
                        AND EXISTS (SELECT FROM deliveries WHERE tenant_id = $1 AND id = $5 AND state IN ('pending', 'sending'))
                    RETURNING *
                ), delivery AS (
                    UPDATE deliveries d SET attempts = attempts + 1, fence = d.fence + 1, next_attempt_at = NULL, updated_at = now()
                    FROM run
                    WHERE d.tenant_id = $1 AND d.id = $5 AND d.run_id = $3 AND d.state IN ('pending', 'sending')
                    RETURNING d.*
                ), event AS ({RunExecutionStore.InsertEvent(RunEventKind.Delivering, "jsonb_build_object('deliveryId', $5::uuid)")})
                SELECT d.fence, d.channel, d.recipient, d.message_id, d.attempts, d.state = 'sending' AS was_sending,
                    now() - coalesce(run.rendered_at, d.created_at) AS since_rendered,
                    t.settings, t.secret, t.id AS destination_id, p.name AS report_name, s.name AS schedule_name,
                    coalesce(run.time_zone, s.timing ->> 'timeZone') AS time_zone,
                    (SELECT jsonb_agg(jsonb_build_object(
                        'artifactId', a.id, 'file', jsonb_build_object(
                            'fileName', a.file_name, 'format', a.format, 'contentType', a.content_type, 'contentEncoding', a.content_encoding,
                            'path', a.path, 'sizeBytes', a.size_bytes, 'storedBytes', a.stored_bytes, 'rowCount', a.row_count,
                            'sha256', a.sha256, 'section', a.section)) ORDER BY a.position)
                        FROM artifacts a WHERE a.tenant_id = d.tenant_id AND a.run_id = d.run_id) AS files,
                    pg_notify('{RunSignals.Channel}', run.id::text)
                FROM delivery d
                JOIN run ON true
                JOIN destinations t ON t.tenant_id = d.tenant_id AND t.id = d.destination_id
                JOIN reports p ON p.tenant_id = d.tenant_id AND p.id = run.report_id
                LEFT JOIN schedules s ON s.tenant_id = d.tenant_id AND s.id = run.schedule_id
                """,
                [.. RunExecutionStore.KeyOf(run), run.Attempt, deliveryId, worker, lease]),
            row => Map(run, deliveryId, row),
            cancellationToken);

    /// <summary>Commits that the hand-over begins, right before it does.</summary>
    /// <returns>False when another has taken the delivery, or it has ended: do not send.</returns>
    public Task<bool> MarkSendingAsync(DeliveryFence fence, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            RunExecutionStore.Scope(fence.Run.TenantId),
            new Statement(
                """
                UPDATE deliveries d SET state = 'sending', updated_at = now()
                FROM runs r
                WHERE d.tenant_id = $1 AND d.id = $4 AND d.fence = $5 AND d.state IN ('pending', 'sending')
                    AND r.tenant_id = $1 AND r.nominal_fire_at = $2 AND r.id = $3 AND r.state = 'running'
                RETURNING 1
                """,
                [.. RunExecutionStore.KeyOf(fence.Run), fence.DeliveryId, fence.Fence]),
            cancellationToken);

    /// <summary>Records how the hand-over ended.</summary>
    /// <param name="retryDelay">Set when the delivery is to be tried again; the state is then <see cref="DeliveryState.Pending"/>.</param>
    /// <returns>False when another has taken the delivery.</returns>
    public Task<bool> CompleteAsync(
        DeliveryFence fence, DeliveryState state, RunError? error, TimeSpan? retryDelay, TimeSpan lease, CancellationToken cancellationToken)
    {
        var kind = state switch
        {
            DeliveryState.Delivered => RunEventKind.Delivered,
            DeliveryState.Pending => RunEventKind.Retrying,
            _ => RunEventKind.DeliveryFailed,
        };
        return database.ChangesAsync(
            RunExecutionStore.Scope(fence.Run.TenantId),
            new Statement(
                $"""
                WITH delivery AS (
                    UPDATE deliveries
                    SET state = $6, error_code = $7, error_message = $8, next_attempt_at = now() + $9::interval, updated_at = now(),
                        sent_at = CASE WHEN $6 = 'delivered' THEN now() ELSE sent_at END
                    WHERE tenant_id = $1 AND id = $4 AND fence = $5 AND state IN ('pending', 'sending')
                    RETURNING tenant_id
                ), run AS (
                    UPDATE runs r
                    SET last_event = last_event + 1,
                        lease_until = CASE WHEN state = 'running' THEN greatest(lease_until, now() + coalesce($9::interval, '0') + $10) END
                    FROM delivery
                    WHERE r.tenant_id = $1 AND r.nominal_fire_at = $2 AND r.id = $3
                    RETURNING r.*
                ), event AS ({RunExecutionStore.InsertEvent(kind, "jsonb_strip_nulls(jsonb_build_object('deliveryId', $4::uuid, 'state', $6::text, 'code', $7::text, 'message', $8::text))")})
                SELECT pg_notify('{RunSignals.Channel}', run.id::text) FROM run
                """,
                [.. RunExecutionStore.KeyOf(fence.Run), fence.DeliveryId, fence.Fence, state, error?.Code, error?.Message, retryDelay, lease]),
            cancellationToken);
    }

    private static DeliveryWork Map(RunAttempt run, Guid deliveryId, NpgsqlDataReader row)
    {
        var channel = row.GetEnum<DestinationKind>("channel");
        var settings = row.Get<string>("settings");
        return new DeliveryWork(
            new DeliveryFence(run, deliveryId, row.Get<int>("fence")),
            channel,
            row.Get<string>("recipient"),
            row.Get<string>("message_id"),
            row.Get<int>("attempts"),
            row.Get<bool>("was_sending"),
            row.Get<TimeSpan>("since_rendered"),
            channel == DestinationKind.Email ? DestinationStore.ReadEmail(settings) : null,
            channel == DestinationKind.Webhook ? DestinationStore.ReadWebhook(settings) : null,
            row.IsDBNull(row.GetOrdinal("secret")) ? null : row.Get<byte[]>("secret"),
            row.Get<Guid>("destination_id"),
            row.Get<string>("report_name"),
            row.GetText("schedule_name"),
            row.GetText("time_zone"),
            JsonSerializer.Deserialize(row.Get<string>("files"), StorageJson.Default.IReadOnlyListDeliveredFile)!);
    }
}
