using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ReportScheduler.Worker.Admission;

/// <summary>
/// Bounds the runs this process has taken and not yet rendered. The workflow engine may give the rendering to another
/// replica, so a slot frees itself after a lease.
/// </summary>
internal sealed class RunSlots(IOptions<WorkerOptions> options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.EffectiveSlots);
    private readonly ConcurrentDictionary<Guid, ITimer> _taken = new();

    /// <summary>Waits for a slot.</summary>
    /// <returns>False when none became free in time.</returns>
    public async Task<bool> TryTakeAsync(Guid runId, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(wait, cancellationToken)) return false;

        var expiry = time.CreateTimer(_ => Release(runId), null, options.Value.Lease, Timeout.InfiniteTimeSpan);
        if (_taken.TryAdd(runId, expiry)) return true;

        // The run has a slot already: a message that came twice must not take another.
        await expiry.DisposeAsync();
        _free.Release();
        return true;
    }

    /// <summary>Frees the run's slot, if it has one.</summary>
    public void Release(Guid runId)
    {
        if (!_taken.TryRemove(runId, out var expiry)) return;
        expiry.Dispose();
        _free.Release();
    }

    public void Dispose()
    {
        _free.Dispose();
        foreach (var expiry in _taken.Values)
            expiry.Dispose();
    }
}
