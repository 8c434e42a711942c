using Npgsql;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Runs;

/// <summary>The links by which people without an account download artifacts. Each use is in the audit trail.</summary>
public sealed class DownloadLinkStore(TenantDatabase database)
{
    /// <summary>The actor in the audit trail when somebody uses a link.</summary>
    public const string Actor = "link";

    private const string Columns = "id, artifact_id, expires_at, created_by, created_at, revoked_by, revoked_at";

    /// <param name="secretHash">SHA-256 of what the link holds.</param>
    /// <returns>Null when there is no such artifact, or its content is deleted.</returns>
    public Task<DownloadLink?> CreateAsync(
        TenantScope scope, Guid id, Guid artifactId, byte[] secretHash, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                INSERT INTO download_links (tenant_id, id, artifact_id, secret, expires_at, created_by, created_at)
                SELECT tenant_id, $3, id, $4, least($5, expires_at), $6, $7 FROM artifacts
                WHERE tenant_id = $1 AND id = $2 AND removal_began_at IS NULL
                RETURNING {Columns}
                """,
                scope.TenantId, artifactId, id, secretHash, expiresAt, scope.Actor, now),
            Map,
            cancellationToken);

    /// <summary>The links of an artifact, newest first; those of the past included.</summary>
    public Task<List<DownloadLink>> ListAsync(TenantScope scope, Guid artifactId, CancellationToken cancellationToken) =>
        database.ListAsync(
            scope,
            new Statement(
                $"SELECT {Columns} FROM download_links WHERE tenant_id = $1 AND artifact_id = $2 ORDER BY created_at DESC, id LIMIT 200",
                scope.TenantId, artifactId),
            Map,
            cancellationToken);

    /// <returns>False when there is no such link; one that was revoked before stays as it is.</returns>
    public Task<bool> RevokeAsync(TenantScope scope, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            scope,
            new Statement(
                """
                UPDATE download_links SET revoked_by = coalesce(revoked_by, $3), revoked_at = coalesce(revoked_at, $4)
                WHERE tenant_id = $1 AND id = $2
                RETURNING 1
                """,
                scope.TenantId, id, scope.Actor, now),
            cancellationToken);

    /// <summary>The artifact a link gives, recorded as a download.</summary>
    /// <returns>Null when there is no such link, or it is expired or revoked, or the secret is another.</returns>
    public Task<StoredArtifact?> UseAsync(Guid tenantId, Guid id, byte[] secretHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            new TenantScope(tenantId, Actor),
            new Statement(
                $"""
                WITH link AS (
                    SELECT l.tenant_id, l.id, l.artifact_id FROM download_links l
                    WHERE l.tenant_id = $1 AND l.id = $2 AND l.secret = $3 AND l.expires_at > $4 AND l.revoked_at IS NULL
                ), recorded AS (
                    INSERT INTO audit_events (tenant_id, actor, action, subject_type, subject_id, data)
                    SELECT tenant_id, $5, 'download', 'download_links', id, jsonb_build_object('artifact_id', artifact_id) FROM link
                )
                SELECT {ArtifactStore.Columns} FROM artifacts WHERE (tenant_id, id) = (SELECT tenant_id, artifact_id FROM link)
                """,
                tenantId, id, secretHash, now, Actor),
            ArtifactStore.Map,
            cancellationToken);

    private static DownloadLink Map(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"),
        row.Get<Guid>("artifact_id"),
        row.GetTime("expires_at"),
        row.Get<string>("created_by"),
        row.GetTime("created_at"),
        row.GetText("revoked_by"),
        row.GetNullable<DateTimeOffset>("revoked_at"));
}
