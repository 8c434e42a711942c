using System.Globalization;
using Npgsql;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.Benchmarks.Measuring;

/// <summary>The PostgreSQL server that all cases share: durable, with memory as on a server of its own.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;

    private BenchmarkServer(PostgresServer server, NpgsqlDataSource database) => (Server, _database) = (server, database);

    public PostgresServer Server { get; }

    /// <summary>The server's CPU time; empty where it cannot be told.</summary>
    public IReadOnlyList<Part> Parts { get; private init; } = [];

    /// <exception cref="InvalidOperationException">The given server lacks a setting; the message says which.</exception>
    public static async Task<BenchmarkServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = PostgresServer.Durable(Settings());
        try
        {
            var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(cancellationToken: cancellationToken));
            if (await ScalarAsync<string>(database, "SHOW track_commit_timestamp", cancellationToken) != "on")
                throw new InvalidOperationException("The server in ConnectionStrings__Postgres must run with track_commit_timestamp = on.");
            return new BenchmarkServer(server, database) { Parts = await PartsAsync(database, cancellationToken) };
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives every measurement the same start: what the former left is on the disk.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("CHECKPOINT");
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Version and the settings that matter.</summary>
    public Task<string> DescribeAsync(CancellationToken cancellationToken) => ScalarAsync<string>(
        _database,
        """
        SELECT format('PostgreSQL %s', current_setting('server_version')) || string_agg(format(', %s %s', name, current_setting(name)), '' ORDER BY name)
        FROM pg_settings
        WHERE name IN ('fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size', 'jit', 'autovacuum')
        """,
        cancellationToken);

    /// <summary>Transactions that a database has seen; this look at it is none of them.</summary>
    public Task<long> CountTransactionsAsync(string database, CancellationToken cancellationToken) => ScalarAsync<long>(
        _database, $"SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '{database}'", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static Dictionary<string, string> Settings()
    {
        const long mebibyte = 1024 * 1024;
        var quarter = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / mebibyte;
        return new Dictionary<string, string>
        {
            ["shared_buffers"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Min(4096, quarter)}MB"),
            ["max_wal_size"] = "8GB",
            ["jit"] = "off",
            ["track_commit_timestamp"] = "on",
        };
    }

    private static async Task<IReadOnlyList<Part>> PartsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || new NpgsqlConnectionStringBuilder(database.ConnectionString).Host is not ("127.0.0.1" or "localhost"))
            return [];
        // A backend's parent is the server. In a container its number is another's or nobody's here.
        var backend = await ScalarAsync<int>(database, "SELECT pg_backend_pid()", cancellationToken);
        return ProcessTimes.ParentOf(backend) is { } server && File.ReadAllText($"/proc/{server}/comm").StartsWith("postgres", StringComparison.Ordinal)
            ? [new Part("PostgreSQL", () => ProcessTimes.OfTree(server))]
            : [];
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
