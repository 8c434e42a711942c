using System.Buffers.Binary;
using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Postgres.Reports;

/// <summary>What a person writes of a report.</summary>
/// <param name="EncryptedFilePassword">Null keeps the one that is stored; an empty one clears it.</param>
public sealed record ReportWrite(
    string Name, string? Description, Guid DataSourceId, string Sql, IReadOnlyList<ReportParameter> Parameters, ReportOutput Output,
    byte[]? EncryptedFilePassword = null);

/// <summary>The reports of a tenant. An update adds a version; earlier ones stay as they were.</summary>
public sealed class ReportStore(TenantDatabase database)
{
    private const string Columns = """
        r.id, r.name, r.description, r.created_at, r.created_by, r.updated_at, r.file_password IS NOT NULL AS has_file_password,
        v.version, v.data_source_id, v.sql, v.parameters, v.output
        """;

    private const string Select = $"""
        SELECT {Columns}
        FROM reports r
        JOIN report_versions v ON v.tenant_id = r.tenant_id AND v.report_id = r.id
        """;

    public async Task<Page<Report>> ListAsync(TenantScope scope, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    {Select} AND v.version = r.current_version
                    WHERE r.tenant_id = $1 AND r.deleted_at IS NULL AND (r.created_at, r.id) < ($2, $3)
                    ORDER BY r.created_at DESC, r.id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1),
                Map,
                cancellationToken),
            report => (report.CreatedAt, report.Id));

    public Task<Report?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"{Select} AND v.version = r.current_version WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL", scope.TenantId, id),
            Map,
            cancellationToken);

    /// <summary>Those of the ids that name a report of this tenant.</summary>
    public Task<List<Guid>> FilterKnownAsync(TenantScope scope, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        database.ListAsync(
            scope,
            new Statement("SELECT id FROM reports WHERE tenant_id = $1 AND id = ANY ($2) AND deleted_at IS NULL", scope.TenantId, ids.ToArray()),
            row => row.Get<Guid>("id"),
            cancellationToken);

    /// <summary>The versions of a report that is not deleted, newest first.</summary>
    public async Task<Page<ReportVersion>> ListVersionsAsync(TenantScope scope, Guid id, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    """
                    SELECT v.version, v.data_source_id, v.sql, v.parameters, v.output, v.created_at, v.created_by
                    FROM reports r JOIN report_versions v ON v.tenant_id = r.tenant_id AND v.report_id = r.id
                    WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL AND v.version < $3
                    ORDER BY v.version DESC LIMIT $4
                    """,
                    scope.TenantId, id, VersionKey.BeforeVersion(page), page.Limit + 1),
                MapVersion,
                cancellationToken),
            version => (version.CreatedAt, VersionKey.Of(version.Version)));

    /// <returns>The report; null when the tenant has no such data source.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<Report?> CreateAsync(TenantScope scope, Guid id, ReportWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH report AS (
                    INSERT INTO reports (tenant_id, id, name, description, current_version, created_by, created_at, updated_at, file_password)
                    SELECT tenant_id, $2, $4, $5, 1, $8, $9, $9, nullif($11::bytea, '')
                    FROM data_sources WHERE tenant_id = $1 AND id = $3 AND deleted_at IS NULL FOR SHARE
                    RETURNING *
                ), version AS (
                    INSERT INTO report_versions (tenant_id, report_id, version, data_source_id, sql, parameters, created_by, created_at, output)
                    SELECT tenant_id, id, 1, $3, $6, $7, $8, $9, $10 FROM report
                    RETURNING *
                )
                SELECT {Columns} FROM report r CROSS JOIN version v
                """,
                scope.TenantId, id, write.DataSourceId, write.Name, write.Description, write.Sql, Parameters(write), scope.Actor, now,
                Output(write), write.EncryptedFilePassword),
            Map,
            cancellationToken);

    /// <returns>The new version; null when there is no such report in this version, or no such data source.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<Report?> UpdateAsync(
        TenantScope scope, Guid id, int version, ReportWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH report AS (
                    UPDATE reports
                    SET name = $5, description = $6, current_version = current_version + 1, updated_at = $10,
                        file_password = nullif(coalesce($12::bytea, file_password), '')
                    WHERE tenant_id = $1 AND id = $2 AND current_version = $3 AND deleted_at IS NULL
                        AND EXISTS (SELECT FROM data_sources WHERE tenant_id = $1 AND id = $4 AND deleted_at IS NULL FOR SHARE)
                    RETURNING *
                ), version AS (
                    INSERT INTO report_versions (tenant_id, report_id, version, data_source_id, sql, parameters, created_by, created_at, output)
                    SELECT tenant_id, id, current_version, $4, $7, $8, $9, $10, $11 FROM report
                    RETURNING *
                )
                SELECT {Columns} FROM report r CROSS JOIN version v
                """,
                scope.TenantId, id, version, write.DataSourceId, write.Name, write.Description, write.Sql, Parameters(write), scope.Actor, now,
                Output(write), write.EncryptedFilePassword),
            Map,
            cancellationToken);

    /// <summary>Deletes a report that no schedule runs, with its file password.</summary>
    public Task<Deletion> DeleteAsync(TenantScope scope, Guid id, int version, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.DeleteUnusedAsync(
            scope,
            new Statement(
                "SELECT 1 FROM reports WHERE tenant_id = $1 AND id = $2 AND current_version = $3 AND deleted_at IS NULL FOR NO KEY UPDATE",
                scope.TenantId, id, version),
            new Statement(
                """
                UPDATE reports SET deleted_at = $3, file_password = NULL
                WHERE tenant_id = $1 AND id = $2
                    AND NOT EXISTS (SELECT FROM schedules WHERE tenant_id = $1 AND report_id = $2 AND deleted_at IS NULL)
                RETURNING 1
                """,
                scope.TenantId, id, now),
            cancellationToken);

    internal static IReadOnlyList<ReportParameter> ReadParameters(NpgsqlDataReader row, string column) =>
        JsonSerializer.Deserialize(row.Get<string>(column), StorageJson.Default.IReadOnlyListReportParameter)!;

    internal static ReportOutput ReadOutput(NpgsqlDataReader row) =>
        JsonSerializer.Deserialize(row.Get<string>("output"), StorageJson.Default.ReportOutput)!;

    private static NpgsqlParameter Output(ReportWrite write) => Statement.Json(JsonSerializer.Serialize(write.Output, StorageJson.Default.ReportOutput));

    private static NpgsqlParameter Parameters(ReportWrite write) =>
        Statement.Json(JsonSerializer.Serialize(write.Parameters, StorageJson.Default.IReadOnlyListReportParameter));

    private static ReportVersion MapVersion(NpgsqlDataReader row) => new()
    {
        Version = row.Get<int>("version"),
        DataSourceId = row.Get<Guid>("data_source_id"),
        Sql = row.Get<string>("sql"),
        Parameters = ReadParameters(row, "parameters"),
        Output = ReadOutput(row),
        CreatedAt = row.GetTime("created_at"),
        CreatedBy = row.Get<string>("created_by"),
    };

    private static Report Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Name = row.Get<string>("name"),
        Description = row.GetText("description"),
        DataSourceId = row.Get<Guid>("data_source_id"),
        Sql = row.Get<string>("sql"),
        Parameters = ReadParameters(row, "parameters"),
        Output = ReadOutput(row),
        HasFilePassword = row.Get<bool>("has_file_password"),
        Version = row.Get<int>("version"),
        CreatedAt = row.GetTime("created_at"),
        CreatedBy = row.Get<string>("created_by"),
        UpdatedAt = row.GetTime("updated_at"),
    };
}

/// <summary>A version in the place that a page's cursor has for an id.</summary>
internal static class VersionKey
{
    public static Guid Of(int version) => new(version, 0, 0, new byte[8]);

    /// <summary>The greatest number for the first page, whose id is all ones.</summary>
    public static int BeforeVersion(PageRequest page)
    {
        Span<byte> bytes = stackalloc byte[16];
        page.BeforeId.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt32BigEndian(bytes) is var version and >= 0 ? version : int.MaxValue;
    }
}
