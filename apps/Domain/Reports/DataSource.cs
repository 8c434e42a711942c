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

/// <summary>A tenant's database. Its password is write-only and not part of it.</summary>
public sealed record DataSource
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required DataSourceKind Kind { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }
    public required string Database { get; init; }
    public required string Username { get; init; }
    public required DataSourceSslMode SslMode { get; init; }

    /// <summary>Runs that may read from it at once, 1 to 1000; null: 8.</summary>
    public int? MaxConcurrentRuns { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required int Version { get; init; }
}
