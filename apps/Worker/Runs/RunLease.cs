using Microsoft.Extensions.Options;

namespace ReportScheduler.Worker.Runs;

/// <summary>Keeps a run while work on it goes on, and cancels the work when the run is lost to another or has ended.</summary>
internal sealed class RunLease : IAsyncDisposable
{
    // Short, because a renewal is also how a cancelled run is noticed.
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _lost;
    private readonly Task _renewing;

    private RunLease(Func<CancellationToken, Task<bool>> renew, TimeSpan interval, TimeProvider time, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _renewing = RenewAsync(renew, interval, time);
    }

    /// <summary>Cancelled when the work must stop.</summary>
    public CancellationToken Token => _lost.Token;

    /// <summary>True when the run went to another worker or ended.</summary>
    public bool IsLost { get; private set; }

    /// <param name="renew">Renews, or answers false when the run is not ours any more.</param>
    /// <param name="cancellationToken">Also cancels the work.</param>
    public static RunLease Start(
        Func<CancellationToken, Task<bool>> renew, IOptions<WorkerOptions> options, TimeProvider time, CancellationToken cancellationToken) =>
        new(renew, TimeSpan.FromTicks(Math.Min(options.Value.Lease.Ticks / 3, MaxInterval.Ticks)), time, cancellationToken);

    /// <summary>Renews no more, and waits for a renewal that is under way.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(Func<CancellationToken, Task<bool>> renew, TimeSpan interval, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(interval, time, _stop.Token);
                if (await TryRenewAsync(renew)) continue;

                IsLost = true;
                await _lost.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    // A database that does not answer says nothing about the lease: the fence decides when the work is recorded.
    private async Task<bool> TryRenewAsync(Func<CancellationToken, Task<bool>> renew)
    {
        try
        {
            return await renew(_stop.Token);
        }
        catch (Npgsql.NpgsqlException)
        {
            return true;
        }
    }
}
