using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Ours;

/// <summary>Real Schedulers claim what is due and publish it to a subscriber that only counts.</summary>
internal sealed class FiringContender(ProductDatabase database, ProductProcesses processes) : IMeasuredContender
{
    private int _count;

    public IReadOnlyList<Part> Parts => processes.Parts;

    public async Task PrepareAsync(Wave wave, CancellationToken cancellationToken)
    {
        _count = wave.Count;
        processes.Sink!.Expect(wave.Count, wave.Due);
        await database.SetWaveAsync(wave, cancellationToken);
    }

    public Task WaitAsync(CancellationToken cancellationToken) => processes.Sink!.WaitAsync(cancellationToken);

    public async Task<WaveLags> CollectAsync(CancellationToken cancellationToken)
    {
        await database.EnsureNoneAsync(SeedSql.WrongFires, "fires have not exactly one run", cancellationToken);
        var claimed = await database.ClaimLagsAsync(cancellationToken);
        var arrivals = processes.Sink!.Arrivals();
        var dues = await database.RunDuesAsync(cancellationToken);
        return claimed.Count == _count
            ? new WaveLags([.. dues.Select(run => (arrivals[run.Key] - run.Value).TotalSeconds)], claimed)
            : throw new InvalidOperationException($"{claimed.Count} of {_count} schedules were advanced.");
    }

    public string Tail() => processes.Tail();

    public ValueTask DisposeAsync() => processes.DisposeAsync();
}
