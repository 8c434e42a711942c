using System.Security.Cryptography;
using Npgsql;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>A tenant's database that reports read, with a gate that holds queries where a test wants them.</summary>
internal sealed class SourceDatabase : IAsyncDisposable
{
    private const int GateKey = 42;

    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnectionStringBuilder _reader;

    private SourceDatabase(NpgsqlDataSource database, NpgsqlConnectionStringBuilder reader) => (_database, _reader) = (database, reader);

    /// <summary>A query that waits at the gate, then gives one row.</summary>
    public static string GatedSql => $"SELECT 1 AS n FROM (SELECT pg_advisory_xact_lock_shared({GateKey})) AS gate";

    /// <summary>A query that gives some megabytes of rows, then waits at the gate.</summary>
    public static string GatedAtTheEndSql => $"""
        SELECT n, md5(n::text) AS text FROM generate_series(1, 100000) AS n
        UNION ALL SELECT 0, '' FROM (SELECT pg_advisory_xact_lock_shared({GateKey})) AS gate
        """;

    public string Host => _reader.Host!;

    public int Port => _reader.Port;

    public string Database => _reader.Database!;

    public string Username => _reader.Username!;

    public string Password => _reader.Password!;

    public static async Task<SourceDatabase> CreateAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var owner = await server.CreateDatabaseAsync(cancellationToken: cancellationToken);
        var reader = new NpgsqlConnectionStringBuilder(owner)
        {
            Username = $"reader_{RandomNumberGenerator.GetHexString(12, lowercase: true)}",
            Password = RandomNumberGenerator.GetHexString(32),
        };
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { MaxPoolSize = 4 }.ConnectionString);
        await using var command = database.CreateCommand(
            $"""
            CREATE ROLE {reader.Username} LOGIN PASSWORD '{reader.Password}';
            CREATE TABLE sales (id int PRIMARY KEY, region text NOT NULL, amount numeric(12, 2), sold_on date NOT NULL, note text);
            INSERT INTO sales VALUES
                (1, 'North', 1234.50, '2026-01-31', NULL),
                (2, 'Süd', -0.05, '2026-02-28', 'says "hello", twice'),
                (3, 'West', NULL, '2026-03-29', E'two\nlines');
            GRANT SELECT ON sales TO {reader.Username};
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new SourceDatabase(database, reader);
    }

    /// <summary>Holds <see cref="GatedSql"/> until the result is disposed.</summary>
    public async Task<IAsyncDisposable> CloseGateAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({GateKey})", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new Gate(connection);
    }

    /// <summary>How many queries wait at the gate.</summary>
    public async Task<long> CountAtGateAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(
            $"""
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND objid = {GateKey} AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Waits until a number of queries wait at the gate.</summary>
    public Task UntilAtGateAsync(int count, TimeSpan deadline, CancellationToken cancellationToken) => Eventually.ResultAsync(
        CountAtGateAsync, waiting => waiting == count, deadline, cancellationToken, $"{count} queries wait at the gate");

    /// <summary>How many connections are in the middle of a report's query.</summary>
    public async Task<long> CountReadersAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(
            $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{Username}' AND state <> 'idle'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Forgets connections that a crash of the server has broken.</summary>
    public void ForgetConnections() => _database.Clear();

    public async ValueTask DisposeAsync()
    {
        await using (var command = _database.CreateCommand(
            $"""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{Username}';
            DROP OWNED BY {Username};
            DROP ROLE {Username};
            """))
            await command.ExecuteNonQueryAsync();
        await _database.DisposeAsync();
    }

    private sealed class Gate(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({GateKey})", connection))
                await command.ExecuteNonQueryAsync();
            await connection.DisposeAsync();
        }
    }
}
