using Npgsql;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Runs;

/// <summary>An artifact with what is needed to read its content.</summary>
/// <param name="Path">Relative path in the artifact store.</param>
/// <param name="ContentEncoding"><c>gzip</c>, or null when stored as it is.</param>
public sealed record StoredArtifact(Artifact Artifact, string Path, string? ContentEncoding);

/// <summary>The artifacts of a tenant.</summary>
public sealed class ArtifactStore(TenantDatabase database)
{
    internal const string Columns =
        "id, run_id, file_name, format, content_type, content_encoding, path, size_bytes, stored_bytes, row_count, sha256, created_at";

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

    public Task<StoredArtifact?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement($"SELECT {Columns} FROM artifacts WHERE tenant_id = $1 AND id = $2", scope.TenantId, id),
            Map,
            cancellationToken);

    /// <summary>The file in a format that the run of a report with the latest nominal fire time has made; null when there is none.</summary>
    public Task<StoredArtifact?> FindNewestAsync(TenantScope scope, Guid reportId, string format, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                SELECT {string.Join(", ", Columns.Split(", ").Select(column => $"a.{column}"))}
                FROM runs r
                JOIN artifacts a ON a.tenant_id = r.tenant_id AND a.run_id = r.id
                WHERE r.tenant_id = $1 AND r.report_id = $2 AND a.format = $3
                ORDER BY r.nominal_fire_at DESC, a.created_at DESC, a.id DESC LIMIT 1
                """,
                scope.TenantId, reportId, format),
            Map,
            cancellationToken);

    private static StoredArtifact Map(NpgsqlDataReader row) => new(
        new Artifact
        {
            Id = row.Get<Guid>("id"),
            RunId = row.Get<Guid>("run_id"),
            FileName = row.Get<string>("file_name"),
            Format = row.Get<string>("format"),
            ContentType = row.Get<string>("content_type"),
            SizeBytes = row.Get<long>("size_bytes"),
            StoredBytes = row.Get<long>("stored_bytes"),
            RowCount = row.Get<long>("row_count"),
            Sha256 = row.Get<string>("sha256"),
            CreatedAt = row.GetTime("created_at"),
        },
        row.Get<string>("path"),
        row.GetText("content_encoding"));
}
