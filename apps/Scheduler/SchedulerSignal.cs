using System.Threading.Channels;

namespace ReportScheduler.Scheduler;

/// <summary>Wakes the loops of this process; signals that come while a loop is at work are kept, and merged into one.</summary>
internal sealed class SchedulerSignal
{
    private readonly Channel<bool> _schedules = CreateChannel();
    private readonly Channel<bool> _runs = CreateChannel();
    private readonly Channel<bool> _settlements = CreateChannel();
    private readonly Channel<bool> _gates = CreateChannel();

    public void SchedulesChanged() => _schedules.Writer.TryWrite(true);

    public void RunsRequested() => _runs.Writer.TryWrite(true);

    public void RunsSettled() => _settlements.Writer.TryWrite(true);

    public void GatesChanged() => _gates.Writer.TryWrite(true);

    /// <returns>True when a schedule changed, false when the time is up.</returns>
    public Task<bool> WaitForSchedulesAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        WaitAsync(_schedules.Reader, timeout, time, cancellationToken);

    /// <returns>True when a run was requested, false when the time is up.</returns>
    public Task<bool> WaitForRunsAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        WaitAsync(_runs.Reader, timeout, time, cancellationToken);

    /// <returns>True when a run has ended that must be followed up, false when the time is up.</returns>
    public Task<bool> WaitForSettlementsAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        WaitAsync(_settlements.Reader, timeout, time, cancellationToken);

    /// <returns>True when data has arrived, false when the time is up.</returns>
    public Task<bool> WaitForGatesAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        WaitAsync(_gates.Reader, timeout, time, cancellationToken);

    private static async Task<bool> WaitAsync(
        ChannelReader<bool> reader, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await reader.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Channel<bool> CreateChannel() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
