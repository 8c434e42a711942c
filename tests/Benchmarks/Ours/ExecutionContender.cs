using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Ours;

/// <summary>A real Scheduler fires what is due, and a real Worker executes each run: query, CSV file, terminal state.</summary>
internal sealed class ExecutionContender(ProductDatabase database, ProductProcesses processes) : IMeasuredContender
{
    // A look costs the server a few milliseconds; when a run ended is read from the ledger afterwards.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private int _count;

    public IReadOnlyList<Part> Parts => processes.Parts;

    public Task PrepareAsync(Wave wave, CancellationToken cancellationToken)
    {
        _count = wave.Count;
        return database.SetWaveAsync(wave, cancellationToken);
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (await database.CountAsync("SELECT count(*) FROM runs", cancellationToken) < _count)
            await Task.Delay(Pause, cancellationToken);
        while (await database.CountAsync(SeedSql.OpenRuns, cancellationToken) > 0)
            await Task.Delay(Pause, cancellationToken);
    }

    public async Task<WaveLags> CollectAsync(CancellationToken cancellationToken)
    {
        await database.EnsureNoneAsync(SeedSql.WrongFires, "fires have not exactly one run", cancellationToken);
        await database.EnsureNoneAsync(SeedSql.WrongRuns, "runs did not succeed with exactly one artifact", cancellationToken);
        await database.EnsureNoneAsync(SeedSql.RepeatedRuns, "runs needed more than one attempt", cancellationToken);
        return new WaveLags(await database.RunLagsAsync(cancellationToken), await database.ClaimLagsAsync(cancellationToken));
    }

    public string Tail() => processes.Tail();

    public ValueTask DisposeAsync() => processes.DisposeAsync();
}
