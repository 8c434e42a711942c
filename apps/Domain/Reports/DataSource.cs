using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Reports;

/// <summary>The kind of database a report reads.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DataSourceKind>))]
public enum DataSourceKind
{
    Postgresql,

    /// <summary>MySQL and MariaDB.</summary>
    Mysql,
    SqlServer,

    /// <summary>A database file of SQLite.</summary>
    Sqlite,

    /// <summary>Files that DuckDB can read: CSV, JSON, Parquet, or a database of its own.</summary>
    Duckdb,
}

/// <summary>What a file of a data source holds.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SourceFileFormat>))]
public enum SourceFileFormat
{
    Csv,
    Json,
    Ndjson,
    Parquet,
    Sqlite,
    Duckdb,
}

/// <summary>How the connection to a data source is protected; names as in libpq.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DataSourceSslMode>))]
public enum DataSourceSslMode
{
    Disable,
    Prefer,
    Require,
    VerifyFull,
}

/// <summary>Something that a tenant's reports read: a database, or files. A database's password is write-only and not part of it.</summary>
public sealed record DataSource
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required DataSourceKind Kind { get; init; }

    /// <summary>Null for files, as are the port and everything up to the protection.</summary>
    public string? Host { get; init; }

    public int? Port { get; init; }
    public string? Database { get; init; }
    public string? Username { get; init; }
    public DataSourceSslMode? SslMode { get; init; }

    /// <summary>What it reads; null for a database on a host.</summary>
    public IReadOnlyList<DataSourceFile>? Files { get; init; }

    /// <summary>Runs that may read from it at once, 1 to 1000; null: 8.</summary>
    public int? MaxConcurrentRuns { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required int Version { get; init; }
}

/// <summary>A file of a data source, from one of two places.</summary>
/// <param name="Name">The table by which queries name it: letter or underscore, then letters, digits or underscores; at most 63.</param>
/// <param name="Url">An https address, read anew for each query.</param>
/// <param name="ReportId">A report of the tenant, whose newest file in this format is read.</param>
public sealed record DataSourceFile(string Name, SourceFileFormat Format, string? Url = null, Guid? ReportId = null);

/// <summary>Questions about kinds of data sources.</summary>
public static class DataSourceKinds
{
    /// <summary>True when it reads files, and has no host to log in to.</summary>
    public static bool ReadsFiles(this DataSourceKind kind) => kind is DataSourceKind.Sqlite or DataSourceKind.Duckdb;
}
