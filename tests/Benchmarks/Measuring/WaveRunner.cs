namespace ReportScheduler.Benchmarks.Measuring;

/// <summary>What a wave gave.</summary>
internal sealed record WaveResult(Lags Done, Lags? Claimed, CpuUse Cpu);

/// <summary>Lets a contender do a wave, and measures it.</summary>
internal sealed class WaveRunner(BenchmarkServer server, TimeProvider time)
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(7);

    /// <summary>Parts are read this long before the wave is due.</summary>
    private static readonly TimeSpan MeterLead = TimeSpan.FromMilliseconds(50);

    /// <exception cref="TimeoutException">Not all were done within the limit.</exception>
    public async Task<WaveResult> RunAsync(
        IMeasuredContender contender, int count, int spreadSeconds, TimeSpan limit, CancellationToken cancellationToken)
    {
        await server.CheckpointAsync(cancellationToken);
        var wave = await PrepareAsync(contender, count, spreadSeconds, cancellationToken);
        await Task.Delay(wave.Due - MeterLead - time.GetUtcNow(), time, cancellationToken);
        var meter = new CpuMeter([.. contender.Parts, .. server.Parts]);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit + TimeSpan.FromSeconds(spreadSeconds));
        try
        {
            await contender.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"A wave of {count} was not done after {limit.TotalSeconds:0} s.\n{contender.Tail()}");
        }

        var cpu = meter.Stop();
        var lags = await contender.CollectAsync(cancellationToken);
        if (lags.Done.Count != count)
            throw new InvalidOperationException($"{lags.Done.Count} of {count} were measured.\n{contender.Tail()}");
        return new WaveResult(new Lags(lags.Done), lags.Claimed is { } claimed ? new Lags(claimed) : null, cpu);
    }

    private async Task<Wave> PrepareAsync(IMeasuredContender contender, int count, int spreadSeconds, CancellationToken cancellationToken)
    {
        var wave = new Wave(count, DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + Lead).ToUnixTimeSeconds()), spreadSeconds);
        await contender.PrepareAsync(wave, cancellationToken);
        return time.GetUtcNow() < wave.Due - 2 * MeterLead
            ? wave
            : throw new TimeoutException($"A wave of {count} could not be prepared within {Lead.TotalSeconds:0} s: the machine is too busy to measure.");
    }
}
