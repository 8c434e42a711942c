using Hangfire;
using Hangfire.PostgreSql;
using Npgsql;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Peers;

/// <summary>
/// Hangfire with its PostgreSQL storage. The jobs are put into the queue by one statement at the due time, which spares
/// Hangfire the polling and the moving of each job that its own schedules cost: the best that was found on two cores.
/// </summary>
internal sealed class HangfirePeer : IContender
{
    public const string Name = "hangfire";
    private const int Workers = 40;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // Static as the method that Hangfire calls.
    private static readonly ExecutedJobs Executed = new();

    private readonly NpgsqlDataSource _database;
    private readonly PostgreSqlStorage _storage;
    private BackgroundJobServer? _server;
    private Wave _wave = null!;

    private HangfirePeer(NpgsqlDataSource database, PostgreSqlStorage storage)
    {
        _database = database;
        _storage = storage;
    }

    public static Task<HangfirePeer> CreateAsync(PeerSetup setup, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connectionString = new NpgsqlConnectionStringBuilder(setup.ConnectionString) { MaxPoolSize = Workers + 20 }.ConnectionString;
        var options = new PostgreSqlStorageOptions { UseSlidingInvisibilityTimeout = true, QueuePollInterval = PollInterval };
        var storage = new PostgreSqlStorage(
            new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(connectionString, options), options);
        return Task.FromResult(new HangfirePeer(NpgsqlDataSource.Create(setup.ConnectionString), storage));
    }

    public async Task PrepareAsync(Wave wave, CancellationToken cancellationToken)
    {
        _wave = wave;
        await ExecuteAsync("TRUNCATE hangfire.job CASCADE; TRUNCATE hangfire.jobqueue", cancellationToken);
        // One job made by Hangfire itself is the pattern of all others.
        var client = new BackgroundJobClient(_storage);
        var pattern = client.Schedule(() => NoOperation.Run(0), wave.Due.AddDays(1));
        await ExecuteAsync(
            $$"""
            INSERT INTO hangfire.job (stateid, statename, invocationdata, arguments, createdat, expireat, updatecount)
            SELECT NULL, 'Enqueued', invocationdata, jsonb_build_array(n::text), now(), NULL, 0
            FROM hangfire.job CROSS JOIN generate_series(1, {{wave.Count}}) AS n WHERE id = {{pattern}}
            """,
            cancellationToken);
        await ExecuteAsync($"DELETE FROM hangfire.job WHERE id = {pattern}; DELETE FROM hangfire.set", cancellationToken);
        Executed.Expect(wave.Count);
        _server ??= new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = Workers }, _storage);
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        if (_wave.Due - time.GetUtcNow() is { Ticks: > 0 } ahead)
            await Task.Delay(ahead, time, cancellationToken);
        await ExecuteAsync("INSERT INTO hangfire.jobqueue (jobid, queue) SELECT id, 'default' FROM hangfire.job", cancellationToken);
        await Executed.WaitAsync(cancellationToken);
        // The worker records the end after the job has returned.
        while (await CountOpenAsync(cancellationToken) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
    }

    public async Task<WaveLags> CollectAsync(CancellationToken cancellationToken)
    {
        // Its workers would ask for jobs while others are measured.
        _server!.Dispose();
        _server = null;
        await using var command = _database.CreateCommand("SELECT count(*) FROM hangfire.job WHERE statename = 'Succeeded'");
        var succeeded = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return succeeded == _wave.Count
            ? new WaveLags(Executed.Lags(_wave.Due))
            : throw new InvalidOperationException($"{succeeded} of {_wave.Count} jobs succeeded.");
    }

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        await _database.DisposeAsync();
    }

    private async Task<long> CountOpenAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT count(*) FROM hangfire.job WHERE statename <> 'Succeeded'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static class NoOperation
    {
        public static void Run(int number) => Executed.Add($"job {number}");
    }
}
