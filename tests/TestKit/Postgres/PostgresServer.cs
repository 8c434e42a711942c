using System.Collections.Concurrent;
using Npgsql;
using ReportScheduler.DevHost.LocalPostgres;

namespace ReportScheduler.TestKit.Postgres;

/// <summary>
/// The PostgreSQL server of a test process: the one in <c>ConnectionStrings__Postgres</c>, else a container where a Docker
/// engine answers, else one started from the machine's programs or from npm. It starts at the first use and is gone after the
/// last test; register it with <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<TestBackend>> _backend;
    private readonly ConcurrentBag<string> _databases = [];

    /// <summary>A server that is quick rather than safe from a power cut.</summary>
    public PostgresServer()
        : this(settings: null)
    {
    }

    private PostgresServer(IReadOnlyDictionary<string, string>? settings) => _backend = new(() => StartAsync(settings));

    internal PostgresServer(TestBackend backend) => _backend = new(() => Task.FromResult(backend));

    /// <summary>A server as in production: what is committed is on the disk.</summary>
    /// <param name="settings">Its settings, unless the server is given.</param>
    public static PostgresServer Durable(IReadOnlyDictionary<string, string> settings) => new(settings);

    /// <summary>Makes an empty database.</summary>
    /// <param name="name">Its name; a database that has it is dropped first. Null: a name of its own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A connection string to it, for its owner, who may also create roles.</returns>
    public async Task<string> CreateDatabaseAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        var backend = await _backend.Value.WaitAsync(cancellationToken);
        var database = name ?? $"test_{Guid.CreateVersion7():n}";
        await backend.ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(database)} WITH (FORCE)", cancellationToken);
        await backend.ExecuteAsync($"CREATE DATABASE {Quoted(database)}", cancellationToken);
        _databases.Add(database);
        return new NpgsqlConnectionStringBuilder(backend.ConnectionString) { Database = database }.ConnectionString;
    }

    /// <summary>A connection string to a database that is there, for its owner.</summary>
    public async Task<string> ConnectionStringToAsync(string database) =>
        new NpgsqlConnectionStringBuilder((await _backend.Value).ConnectionString) { Database = database }.ConnectionString;

    /// <summary>False where the server is not ours to crash.</summary>
    public async Task<bool> CanRestartAsync() => (await _backend.Value).CanRestart;

    /// <summary>Crashes the server (<c>pg_ctl -m immediate</c>) and starts it again on the same port, with all that was committed.</summary>
    /// <exception cref="NotSupportedException"><see cref="CanRestartAsync"/> is false.</exception>
    public async Task RestartImmediateAsync(CancellationToken cancellationToken) =>
        await (await _backend.Value).RestartImmediateAsync(cancellationToken);

    /// <summary>Ends the server, or drops the databases that were made on one that is not ours.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_backend.IsValueCreated || !_backend.Value.IsCompletedSuccessfully)
            return;
        await using var backend = await _backend.Value;
        if (backend.IsTemporary)
            return;
        foreach (var database in _databases.Distinct())
            await backend.ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(database)} WITH (FORCE)", CancellationToken.None);
    }

    private static async Task<TestBackend> StartAsync(IReadOnlyDictionary<string, string>? settings)
    {
        var given = Environment.GetEnvironmentVariable("ConnectionStrings__Postgres");
        if (!string.IsNullOrWhiteSpace(given))
            return new GivenBackend(given);
        return await DockerEngine.AnswersAsync(CancellationToken.None)
            ? await ContainerBackend.StartAsync(settings, CancellationToken.None)
            : await LocalBackend.StartAsync(settings, CancellationToken.None);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
