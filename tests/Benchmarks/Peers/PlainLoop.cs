using Cronos;
using Npgsql;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Peers;

/// <summary>
/// What a careful programmer would write in an afternoon: claims a thousand due schedules, asks Cronos for their next
/// times, and writes these, a run and an outbox row each in the same transaction. It publishes nothing.
/// </summary>
internal sealed class PlainLoop : IContender
{
    public const string Name = "plain";

    private readonly NpgsqlDataSource _database;
    private readonly Dictionary<(string Cron, string Zone), (CronExpression Expression, TimeZoneInfo Zone)> _parsed = [];
    private Wave _wave = null!;

    private PlainLoop(NpgsqlDataSource database) => _database = database;

    public static async Task<PlainLoop> CreateAsync(PeerSetup setup, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(setup.ConnectionString) { MaxAutoPrepare = 20, CommandTimeout = 600 };
        var loop = new PlainLoop(NpgsqlDataSource.Create(connection.ConnectionString));
        await loop.ExecuteAsync(PlainLoopSql.Tables, cancellationToken);
        await loop.ExecuteAsync(PlainLoopSql.Schedules, cancellationToken, setup.Schedules);
        await loop.ExecuteAsync(PlainLoopSql.Index, cancellationToken);
        await loop.ExecuteAsync(PlainLoopSql.Waves, cancellationToken, setup.Schedules, setup.InWaves);
        await loop.ExecuteAsync("VACUUM ANALYZE", cancellationToken);
        return loop;
    }

    public async Task PrepareAsync(Wave wave, CancellationToken cancellationToken)
    {
        _wave = wave;
        await ExecuteAsync("TRUNCATE runs, outbox", cancellationToken);
        await ExecuteAsync(PlainLoopSql.SetWave, cancellationToken, wave.Due, wave.Count);
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        if (_wave.Due - time.GetUtcNow() is { Ticks: > 0 } ahead)
            await Task.Delay(ahead, time, cancellationToken);
        for (var fired = 0; fired < _wave.Count;)
            fired += await ClaimAsync(time.GetUtcNow(), cancellationToken);
    }

    public async Task<WaveLags> CollectAsync(CancellationToken cancellationToken)
    {
        await using var count = _database.CreateCommand(PlainLoopSql.Fired);
        if (await count.ExecuteScalarAsync(cancellationToken) is not long fired || fired != _wave.Count)
            throw new InvalidOperationException($"Not {_wave.Count} runs were written.");

        await using var command = _database.CreateCommand(PlainLoopSql.Lags);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lags = new List<double>();
        while (await reader.ReadAsync(cancellationToken))
            lags.Add(reader.GetDouble(0));
        return new WaveLags(lags);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<int> ClaimAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<Guid> schedules = [], tenants = [], runs = [];
        List<DateTime> due = [], next = [];
        await using (var claim = new NpgsqlCommand(PlainLoopSql.Claim, connection) { Parameters = { new() { Value = now } } })
        await using (var reader = await claim.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                schedules.Add(reader.GetGuid(0));
                tenants.Add(reader.GetGuid(1));
                runs.Add(Guid.CreateVersion7());
                due.Add(reader.GetDateTime(4));
                next.Add(Next(reader.GetString(2), reader.GetString(3), now));
            }
        }

        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(PlainLoopSql.Advance, schedules.ToArray(), next.ToArray()),
                Command(PlainLoopSql.InsertRuns, runs.ToArray(), tenants.ToArray(), schedules.ToArray(), due.ToArray(), now),
                Command(PlainLoopSql.InsertOutbox, runs.ToArray(), tenants.ToArray(), now),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return schedules.Count;
    }

    private DateTime Next(string cron, string zone, DateTimeOffset after)
    {
        if (!_parsed.TryGetValue((cron, zone), out var parsed))
        {
#pragma warning disable RS0030 // What Cronos takes; its errors at some zones' transitions are not what is measured here.
            _parsed[(cron, zone)] = parsed = (CronExpression.Parse(cron), TimeZoneInfo.FindSystemTimeZoneById(zone));
#pragma warning restore RS0030
        }

        return parsed.Expression.GetNextOccurrence(after.UtcDateTime, parsed.Zone)!.Value;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
