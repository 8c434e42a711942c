using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Deliveries;

namespace ReportScheduler.Postgres.Destinations;

/// <summary>What a person writes of a destination; the settings of its kind are not null.</summary>
/// <param name="EncryptedSecret">Null keeps the one that is stored.</param>
public sealed record DestinationWrite(string Name, DestinationKind Kind, EmailSettings? Email, WebhookSettings? Webhook, byte[]? EncryptedSecret);

/// <summary>The destinations of a tenant.</summary>
public sealed class DestinationStore(TenantDatabase database)
{
    private const string Columns = "id, name, kind, settings, created_at, updated_at, version";

    public async Task<Page<Destination>> ListAsync(TenantScope scope, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    SELECT {Columns} FROM destinations
                    WHERE tenant_id = $1 AND deleted_at IS NULL AND (created_at, id) < ($2, $3)
                    ORDER BY created_at DESC, id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1),
                Map,
                cancellationToken),
            destination => (destination.CreatedAt, destination.Id));

    public Task<Destination?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement($"SELECT {Columns} FROM destinations WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL", scope.TenantId, id),
            Map,
            cancellationToken);

    /// <summary>Those of the ids that name a destination of this tenant.</summary>
    public Task<List<Guid>> FilterKnownAsync(TenantScope scope, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        database.ListAsync(
            scope,
            new Statement(
                "SELECT id FROM destinations WHERE tenant_id = $1 AND id = ANY ($2) AND deleted_at IS NULL", scope.TenantId, ids.ToArray()),
            row => row.Get<Guid>("id"),
            cancellationToken);

    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public async Task<Destination> CreateAsync(
        TenantScope scope, Guid id, DestinationWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.SingleAsync(
            scope,
            new Statement(
                $"""
                INSERT INTO destinations (tenant_id, id, name, kind, settings, secret, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6::bytea, $7, $7)
                RETURNING {Columns}
                """,
                scope.TenantId, id, write.Name, write.Kind, Settings(write), write.EncryptedSecret, now),
            Map,
            cancellationToken))!;

    /// <returns>The new state; null when there is no such destination in this version.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<Destination?> UpdateAsync(
        TenantScope scope, Guid id, int version, DestinationWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                UPDATE destinations
                SET name = $4, kind = $5, settings = $6, secret = coalesce($7::bytea, secret), updated_at = $8, version = version + 1
                WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL
                RETURNING {Columns}
                """,
                scope.TenantId, id, version, write.Name, write.Kind, Settings(write), write.EncryptedSecret, now),
            Map,
            cancellationToken);

    /// <summary>Deletes a destination that no schedule sends results or alerts to.</summary>
    public Task<Deletion> DeleteAsync(TenantScope scope, Guid id, int version, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.DeleteUnusedAsync(
            scope,
            new Statement(
                "SELECT 1 FROM destinations WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL FOR NO KEY UPDATE",
                scope.TenantId, id, version),
            new Statement(
                """
                UPDATE destinations SET deleted_at = $3, secret = NULL, version = version + 1
                WHERE tenant_id = $1 AND id = $2 AND NOT EXISTS (
                    SELECT FROM schedules
                    WHERE tenant_id = $1 AND deleted_at IS NULL AND ($2 = ANY (destination_ids) OR rules -> 'alertDestinationIds' ? $2::text))
                RETURNING 1
                """,
                scope.TenantId, id, now),
            cancellationToken);

    internal static EmailSettings ReadEmail(string settings) => JsonSerializer.Deserialize(settings, StorageJson.Default.EmailSettings)!;

    internal static WebhookSettings ReadWebhook(string settings) => JsonSerializer.Deserialize(settings, StorageJson.Default.WebhookSettings)!;

    private static NpgsqlParameter Settings(DestinationWrite write) => Statement.Json(
        write.Kind == DestinationKind.Email
            ? JsonSerializer.Serialize(write.Email, StorageJson.Default.EmailSettings)
            : JsonSerializer.Serialize(write.Webhook, StorageJson.Default.WebhookSettings));

    private static Destination Map(NpgsqlDataReader row)
    {
        var kind = row.GetEnum<DestinationKind>("kind");
        var settings = row.Get<string>("settings");
        return new Destination
        {
            Id = row.Get<Guid>("id"),
            Name = row.Get<string>("name"),
            Kind = kind,
            Email = kind == DestinationKind.Email ? ReadEmail(settings) : null,
            Webhook = kind == DestinationKind.Webhook ? ReadWebhook(settings) : null,
            CreatedAt = row.GetTime("created_at"),
            UpdatedAt = row.GetTime("updated_at"),
            Version = row.Get<int>("version"),
        };
    }
}
