using System.Text.Json;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Postgres.Alerts;

/// <summary>What to tell of an alert.</summary>
/// <param name="Owner">Who created the schedule.</param>
/// <param name="Destinations">Where the schedule sends its alerts; none when it does not say.</param>
public sealed record AlertWork(
    Guid Id, AlertKind Kind, string Message, DateTimeOffset RaisedAt, Guid ScheduleId, Guid? RunId, string Owner, IReadOnlyList<AlertDestination> Destinations);

/// <summary>One place an alert goes to: addresses of people, or a webhook.</summary>
public sealed record AlertDestination(Guid Id, IReadOnlyList<string> To, string? Url, byte[]? EncryptedSecret);

/// <summary>Alerts as a worker sees them that tells people.</summary>
public sealed class AlertDeliveryStore(TenantDatabase database)
{
    /// <returns>Null when the alert has been told already.</returns>
    public async Task<AlertWork?> FindAsync(Guid tenantId, Guid alertId, CancellationToken cancellationToken)
    {
        var rows = await database.ListAsync(
            RunExecutionStore.Scope(tenantId),
            new Statement(
                """
                SELECT a.kind, a.message, a.raised_at, a.schedule_id, a.run_id, s.created_by, t.id AS destination_id, t.settings, t.secret
                FROM alerts a
                JOIN schedules s ON s.tenant_id = a.tenant_id AND s.id = a.schedule_id
                LEFT JOIN destinations t ON t.tenant_id = a.tenant_id AND t.deleted_at IS NULL
                    AND (s.rules -> 'alertDestinationIds') ? t.id::text
                WHERE a.tenant_id = $1 AND a.id = $2 AND a.notified_at IS NULL
                """,
                tenantId, alertId),
            row => (
                Alert: new AlertWork(
                    alertId, row.GetEnum<AlertKind>("kind"), row.Get<string>("message"), row.GetTime("raised_at"), row.Get<Guid>("schedule_id"),
                    row.GetNullable<Guid>("run_id"), row.Get<string>("created_by"), []),
                Destination: row.GetNullable<Guid>("destination_id") is { } id
                    ? Destination(id, row.GetJson("settings"), row.IsDBNull(row.GetOrdinal("secret")) ? null : row.Get<byte[]>("secret"))
                    : null),
            cancellationToken);
        return rows.Count == 0 ? null : rows[0].Alert with { Destinations = [.. rows.Select(row => row.Destination).OfType<AlertDestination>()] };
    }

    /// <summary>Records that people have been told.</summary>
    public Task MarkNotifiedAsync(Guid tenantId, Guid alertId, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            RunExecutionStore.Scope(tenantId),
            new Statement("UPDATE alerts SET notified_at = now() WHERE tenant_id = $1 AND id = $2 AND notified_at IS NULL RETURNING 1", tenantId, alertId),
            cancellationToken);

    private static AlertDestination Destination(Guid id, JsonElement settings, byte[]? secret) => new(
        id,
        settings.TryGetProperty("to", out var to) ? [.. to.EnumerateArray().Select(address => address.GetString()!)] : [],
        settings.TryGetProperty("url", out var url) ? url.GetString() : null,
        secret);
}
