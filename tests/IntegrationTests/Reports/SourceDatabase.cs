using Microsoft.Extensions.Options;
using Npgsql;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rendering;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>A database that reports are made from, with the table <c>t</c> of one row.</summary>
public sealed class SourceDatabase(PostgresServer server) : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    /// <summary>The settings by which the source reaches it, as its owner and superuser.</summary>
    public SourceSettings Settings { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync();
        var connection = new NpgsqlConnectionStringBuilder(ConnectionString);
        Settings = new SourceSettings(
            DataSourceKind.Postgresql, connection.Host, connection.Port, connection.Database, connection.Username,
            connection.Password ?? "", DataSourceSslMode.Disable, []);
        await ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'first')");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Number of queries with the marker in their text that run on the server now.</summary>
    public Task<long> RunningAsync(string marker) => ScalarAsync<long>(
        $"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%{marker}%'");

    /// <summary>A source that may use loopback addresses.</summary>
    public static PostgreSqlDriver Source(Action<DataSourceOptions>? configure = null)
    {
        var options = new DataSourceOptions { AllowPrivateAddresses = true };
        configure?.Invoke(options);
        return new PostgreSqlDriver(Options.Create(options), TimeProvider.System);
    }

    /// <summary>A report of one query as one CSV file.</summary>
    public static ReportRequest Request(SourceSettings source, string sql, string path, RenderLimits limits) => new(
        source,
        ReportRequest.SectionsOf("report", sql, ReportOutput.Default),
        [],
        new DocumentHead("report", null, DateTimeOffset.UnixEpoch, "UTC", ReportOutput.Default),
        [new ReportFile(ReportFormat.Csv, Path.ChangeExtension(path, null), "report")],
        limits);

    public static SourceQuery Query(string sql, params BoundParameter[] parameters) => new(sql, parameters, TimeSpan.FromMinutes(1));
}
