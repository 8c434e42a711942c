using ReportScheduler.Benchmarks.CommandLine;
using ReportScheduler.Benchmarks.Measuring;
using ReportScheduler.Benchmarks.Peers;

namespace ReportScheduler.Benchmarks.Cases;

/// <summary>All that can be measured, in the order in which it is.</summary>
internal sealed class CaseList(BenchmarkServer server, Contenders contenders, WaveRunner runner, BenchmarkOptions options, TimeProvider time)
{
    // Fires a second, as the steady load is.
    private const int SteadyRate = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    public IReadOnlyList<Case> All =>
    [
        new(CaseKeys.Plain, "Plain Npgsql loop", "Claims 1,000 by SKIP LOCKED, next fires by Cronos, bulk update and inserts of a run and an outbox row each; one transaction, one worker. Publishes nothing.",
            token => PlainAsync(options.Rows, token)),
        new(CaseKeys.PlainLarge, $"Plain Npgsql loop, {options.LargeTable:N0} in the table", "The same with most schedules not due.",
            token => PlainAsync(options.LargeTable, token)),
        new(CaseKeys.Quartz, "Quartz.NET 4.7, clustered", "200 threads, batches of 200: its best here. Fires and executes jobs that do nothing; keeps no record of runs.",
            token => PeerAsync(QuartzPeer.Name, token)),
        new(CaseKeys.Hangfire, "Hangfire 1.8, PostgreSQL", "Jobs enqueued by one statement, 40 workers, sliding timeout: its best here, and without its own schedules. Executes jobs that do nothing and records each job's state.",
            token => PeerAsync(HangfirePeer.Name, token)),
        new(CaseKeys.Fired, "One Scheduler", "The real process: claims, writes a run into the ledger for each, publishes it through the sidecar to a subscriber that only counts.",
            token => FiredAsync(options.Rows, schedulers: 1, token)),
        new(CaseKeys.FiredLarge, $"One Scheduler, {options.LargeTable:N0} in the table", "The same with most schedules not due.",
            token => FiredAsync(options.LargeTable, schedulers: 1, token)),
        new(CaseKeys.FiredByTwo, "Two Schedulers", "The same, sharing the load; no fire has two runs.",
            token => FiredAsync(options.Rows, schedulers: 2, token)),
        new(CaseKeys.FiredByFour, "Four Schedulers", "The same, sharing the load; no fire has two runs.",
            token => FiredAsync(options.Rows, schedulers: 4, token)),
        new(CaseKeys.Executed, "Executed: Scheduler and Worker", "From the due time to the terminal state, each run a durable workflow: publish, admit, query SELECT 1 on the tenant's source, CSV file, ledger, no deliveries. The peers' jobs do nothing.",
            ExecutedAsync),
        new(CaseKeys.Steady, $"Steady {SteadyRate:N0}/s, {options.LargeTable:N0} in the table", $"One Scheduler, fires evenly spread over {options.SteadySeconds} s.",
            SteadyAsync),
        new(CaseKeys.Idle, "Idle", $"One Scheduler with nothing due for {IdleTime.TotalSeconds:0} s: what PostgreSQL is asked.",
            IdleAsync),
    ];

    private async Task<Outcome> PlainAsync(int schedules, CancellationToken cancellationToken)
    {
        var (peer, isNew) = await contenders.GetPeerAsync(PlainLoop.Name, schedules, cancellationToken);
        return await MeasureAsync(peer, isNew ? [options.Rows, options.Rows] : [], cancellationToken);
    }

    private async Task<Outcome> PeerAsync(string name, CancellationToken cancellationToken)
    {
        var (peer, isNew) = await contenders.GetPeerAsync(name, options.Rows, cancellationToken);
        return await MeasureAsync(peer, isNew ? [options.Rows / 10] : [], cancellationToken);
    }

    private async Task<Outcome> FiredAsync(int schedules, int schedulers, CancellationToken cancellationToken)
    {
        await using var contender = await contenders.StartFiringAsync(schedules, schedulers, cancellationToken);
        // A Scheduler needs about four waves until its code is compiled for good, and of several each has only a share of a wave.
        return await MeasureAsync(contender, [.. Enumerable.Repeat(options.Rows, 4 * schedulers)], cancellationToken);
    }

    private async Task<Outcome> ExecutedAsync(CancellationToken cancellationToken)
    {
        await using var contender = await contenders.StartExecutionAsync(options.Rows, cancellationToken);
        return await MeasureAsync(contender, [options.Rows / 10], cancellationToken);
    }

    private async Task<Outcome> SteadyAsync(CancellationToken cancellationToken)
    {
        await using var contender = await contenders.StartFiringAsync(options.LargeTable, schedulers: 1, cancellationToken);
        await runner.RunAsync(contender, options.Rows, spreadSeconds: 0, Limit, cancellationToken);
        return new Outcome(await runner.RunAsync(
            contender, options.SteadySeconds * SteadyRate, options.SteadySeconds, Limit, cancellationToken));
    }

    private async Task<Outcome> IdleAsync(CancellationToken cancellationToken)
    {
        var database = await contenders.GetDatabaseAsync(options.Rows, cancellationToken);
        await using var contender = await contenders.StartFiringAsync(options.Rows, schedulers: 1, cancellationToken);
        // What starts up is not idle.
        await Task.Delay(IdleTime / 4, time, cancellationToken);
        var before = await server.CountTransactionsAsync(database.Name, cancellationToken);
        await Task.Delay(IdleTime, time, cancellationToken);
        var after = await server.CountTransactionsAsync(database.Name, cancellationToken);
        return new Outcome(StatementsPerSecond: (after - before) / IdleTime.TotalSeconds);
    }

    /// <summary>Warms up, so that what is measured is compiled code, then measures.</summary>
    private async Task<Outcome> MeasureAsync(IMeasuredContender contender, IReadOnlyList<int> warmUps, CancellationToken cancellationToken)
    {
        foreach (var count in warmUps)
            await runner.RunAsync(contender, count, spreadSeconds: 0, Limit, cancellationToken);
        return new Outcome(await runner.RunAsync(contender, options.Rows, spreadSeconds: 0, Limit, cancellationToken));
    }
}
