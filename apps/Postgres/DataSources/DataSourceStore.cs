using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Postgres.DataSources;

/// <summary>What a person writes of a data source: files, or everything from the host to the protection.</summary>
/// <param name="EncryptedPassword">Null keeps the one that is stored.</param>
/// <param name="MaxConcurrentRuns">Null stands for the default.</param>
public sealed record DataSourceWrite(
    string Name, DataSourceKind Kind, string? Host, int? Port, string? Database, string? Username, DataSourceSslMode? SslMode,
    byte[]? EncryptedPassword, int? MaxConcurrentRuns = null, IReadOnlyList<DataSourceFile>? Files = null);

/// <summary>A data source with its encrypted password, for the Worker.</summary>
/// <param name="EncryptedPassword">Null for files.</param>
public sealed record DataSourceConnection(DataSource Source, byte[]? EncryptedPassword);

/// <summary>The data sources of a tenant.</summary>
public sealed class DataSourceStore(TenantDatabase database)
{
    private const string Columns = "id, name, kind, host, port, database, username, ssl_mode, files, max_concurrent_runs, created_at, updated_at, version";

    public async Task<Page<DataSource>> ListAsync(TenantScope scope, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    SELECT {Columns} FROM data_sources
                    WHERE tenant_id = $1 AND deleted_at IS NULL AND (created_at, id) < ($2, $3)
                    ORDER BY created_at DESC, id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1),
                Map,
                cancellationToken),
            source => (source.CreatedAt, source.Id));

    public Task<DataSource?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement($"SELECT {Columns} FROM data_sources WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL", scope.TenantId, id),
            Map,
            cancellationToken);

    public Task<DataSourceConnection?> FindConnectionAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"SELECT {Columns}, password FROM data_sources WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL", scope.TenantId, id),
            row => ReadConnection(row)!,
            cancellationToken);

    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public async Task<DataSource> CreateAsync(
        TenantScope scope, Guid id, DataSourceWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.SingleAsync(
            scope,
            new Statement(
                $"""
                INSERT INTO data_sources
                    (tenant_id, id, name, kind, host, port, database, username, ssl_mode, password, created_at, updated_at, max_concurrent_runs, files)
                VALUES ($1, $2, $3, $4, $5, $6::int, $7, $8, $9, $10::bytea, $11, $11, $12::int, $13::jsonb)
                RETURNING {Columns}
                """,
                scope.TenantId, id, write.Name, write.Kind, write.Host, write.Port, write.Database, write.Username, write.SslMode,
                write.EncryptedPassword, now, write.MaxConcurrentRuns, Files(write)),
            Map,
            cancellationToken))!;

    /// <returns>The new state; null when there is no such source in this version.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<DataSource?> UpdateAsync(
        TenantScope scope, Guid id, int version, DataSourceWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                UPDATE data_sources
                SET name = $4, kind = $5, host = $6, port = $7::int, database = $8, username = $9, ssl_mode = $10,
                    password = CASE WHEN $14::jsonb IS NULL THEN coalesce($11::bytea, password) END,
                    updated_at = $12, max_concurrent_runs = $13::int, files = $14::jsonb, version = version + 1
                WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL
                RETURNING {Columns}
                """,
                scope.TenantId, id, version, write.Name, write.Kind, write.Host, write.Port, write.Database, write.Username, write.SslMode,
                write.EncryptedPassword, now, write.MaxConcurrentRuns, Files(write)),
            Map,
            cancellationToken);

    /// <summary>Deletes a data source that no report reads, with its password.</summary>
    public Task<Deletion> DeleteAsync(TenantScope scope, Guid id, int version, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.DeleteUnusedAsync(
            scope,
            new Statement(
                "SELECT 1 FROM data_sources WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL FOR NO KEY UPDATE",
                scope.TenantId, id, version),
            new Statement(
                """
                UPDATE data_sources SET deleted_at = $3, password = CASE WHEN password IS NOT NULL THEN ''::bytea END, version = version + 1
                WHERE tenant_id = $1 AND id = $2 AND NOT EXISTS (
                    SELECT FROM reports r
                    JOIN report_versions v ON v.tenant_id = r.tenant_id AND v.report_id = r.id AND v.version = r.current_version
                    WHERE r.tenant_id = $1 AND v.data_source_id = $2 AND r.deleted_at IS NULL)
                RETURNING 1
                """,
                scope.TenantId, id, now),
            cancellationToken);

    /// <returns>Null when the row has no data source.</returns>
    internal static DataSourceConnection? ReadConnection(NpgsqlDataReader row) =>
        row.GetText("kind") is null ? null : new DataSourceConnection(Map(row), row.GetBytes("password"));

    private static NpgsqlParameter? Files(DataSourceWrite write) =>
        write.Files is null ? null : Statement.Json(JsonSerializer.Serialize(write.Files, StorageJson.Default.IReadOnlyListDataSourceFile));

    private static DataSource Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Name = row.Get<string>("name"),
        Kind = row.GetEnum<DataSourceKind>("kind"),
        Host = row.GetText("host"),
        Port = row.GetNullable<int>("port"),
        Database = row.GetText("database"),
        Username = row.GetText("username"),
        SslMode = row.GetText("ssl_mode") is { } mode ? EnumText.Parse<DataSourceSslMode>(mode) : null,
        Files = row.GetText("files") is { } files ? JsonSerializer.Deserialize(files, StorageJson.Default.IReadOnlyListDataSourceFile) : null,
        MaxConcurrentRuns = row.GetNullable<int>("max_concurrent_runs"),
        CreatedAt = row.GetTime("created_at"),
        UpdatedAt = row.GetTime("updated_at"),
        Version = row.Get<int>("version"),
    };
}
