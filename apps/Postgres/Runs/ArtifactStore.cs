using Npgsql;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Runs;

/// <summary>An artifact with what is needed to read its content.</summary>
/// <param name="Path">Relative path in the artifact store.</param>
/// <param name="ContentEncoding"><c>br</c> or <c>gzip</c>, or null when stored as it is.</param>
public sealed record StoredArtifact(Artifact Artifact, string Path, string? ContentEncoding);

/// <summary>The artifacts of a tenant.</summary>
public sealed class ArtifactStore(TenantDatabase database)
{
    private const int MaxReports = 50;

    internal const string Columns =
        """
        id, run_id, file_name, format, section, content_type, content_encoding, path, size_bytes, stored_bytes, row_count, sha256, created_at,
        expires_at, removal_began_at IS NOT NULL AS is_removed
        """;

    /// <summary>Newest first.</summary>
    /// <param name="runId">Null for the artifacts of all runs.</param>
    public async Task<Page<Artifact>> ListAsync(TenantScope scope, Guid? runId, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    SELECT {Columns} FROM artifacts
                    WHERE tenant_id = $1 AND (created_at, id) < ($2, $3) AND ($5::uuid IS NULL OR run_id = $5)
                    ORDER BY created_at DESC, id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1, runId),
                row => Map(row).Artifact,
                cancellationToken),
            artifact => (artifact.CreatedAt, artifact.Id));

    /// <summary>The files of a run in their order.</summary>
    public Task<List<Artifact>> ListOfRunAsync(TenantScope scope, Guid runId, CancellationToken cancellationToken) =>
        database.ListAsync(
            scope,
            new Statement($"SELECT {Columns} FROM artifacts WHERE tenant_id = $1 AND run_id = $2 ORDER BY position", scope.TenantId, runId),
            row => Map(row).Artifact,
            cancellationToken);

    /// <summary>What the tenant's artifacts take up whose content is stored.</summary>
    public async Task<StorageUsage> ReadUsageAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var reports = await database.ListAsync(
            scope,
            new Statement(
                """
                SELECT p.id, p.name, u.artifacts, u.size_bytes, u.stored_bytes
                FROM (
                    SELECT r.report_id, count(*) AS artifacts, sum(a.size_bytes)::bigint AS size_bytes, sum(a.stored_bytes)::bigint AS stored_bytes
                    FROM artifacts a
                    JOIN runs r ON r.tenant_id = a.tenant_id AND r.nominal_fire_at = a.nominal_fire_at AND r.id = a.run_id
                    WHERE a.tenant_id = $1 AND a.removed_at IS NULL
                    GROUP BY r.report_id
                ) AS u
                JOIN reports p ON p.tenant_id = $1 AND p.id = u.report_id
                ORDER BY u.stored_bytes DESC, p.id
                """,
                scope.TenantId),
            row => new ReportStorageUsage(
                row.Get<Guid>("id"), row.Get<string>("name"), row.Get<long>("artifacts"), row.Get<long>("size_bytes"), row.Get<long>("stored_bytes")),
            cancellationToken);
        return new StorageUsage(
            reports.Sum(report => report.Artifacts),
            reports.Sum(report => report.SizeBytes),
            reports.Sum(report => report.StoredBytes),
            [.. reports.Take(MaxReports)]);
    }

    public Task<StoredArtifact?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement($"SELECT {Columns} FROM artifacts WHERE tenant_id = $1 AND id = $2", scope.TenantId, id),
            Map,
            cancellationToken);

    /// <summary>The file in a format, not packed, that the run of a report with the latest nominal fire time has made; null when there is none.</summary>
    public Task<StoredArtifact?> FindNewestAsync(TenantScope scope, Guid reportId, string format, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                SELECT {Columns} FROM artifacts WHERE (tenant_id, id) = (
                    SELECT a.tenant_id, a.id
                    FROM runs r
                    JOIN artifacts a ON a.tenant_id = r.tenant_id AND a.run_id = r.id
                    WHERE r.tenant_id = $1 AND r.report_id = $2 AND a.format = $3 AND a.removal_began_at IS NULL
                        AND a.content_type NOT IN ('application/gzip', 'application/zip')
                    ORDER BY r.nominal_fire_at DESC, a.created_at DESC, a.position LIMIT 1)
                """,
                scope.TenantId, reportId, format),
            Map,
            cancellationToken);

    internal static StoredArtifact Map(NpgsqlDataReader row) => new(
        new Artifact
        {
            Id = row.Get<Guid>("id"),
            RunId = row.Get<Guid>("run_id"),
            FileName = row.Get<string>("file_name"),
            Format = row.Get<string>("format"),
            Section = row.GetText("section"),
            ContentType = row.Get<string>("content_type"),
            SizeBytes = row.Get<long>("size_bytes"),
            StoredBytes = row.Get<long>("stored_bytes"),
            RowCount = row.Get<long>("row_count"),
            Sha256 = row.Get<string>("sha256"),
            CreatedAt = row.GetTime("created_at"),
            ExpiresAt = row.GetNullable<DateTimeOffset>("expires_at"),
            IsRemoved = row.Get<bool>("is_removed"),
        },
        row.Get<string>("path"),
        row.GetText("content_encoding"));
}
