using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Worker.Admission;

/// <summary>
/// Bounds the runs this process has taken and not yet rendered, and keeps what was loaded for rendering them. The workflow
/// engine may give the rendering to another replica, so a slot frees itself after a lease.
/// </summary>
internal sealed class RunSlots(IOptions<WorkerOptions> options, TimeProvider time) : IDisposable
{
    // What the ledger gives at most.
    private const int MaxAtOnce = 1000;

    // A call to the database for each single slot would cost more than the wait.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _lease = options.Value.Lease;
    private readonly int _worthwhile = Math.Max(1, options.Value.EffectiveSlots / 2);
    private readonly SemaphoreSlim _free = new(options.Value.EffectiveSlots);
    private readonly ConcurrentDictionary<Guid, Taken> _taken = new();

    /// <summary>Waits for slots: at least one, and a little longer for as many as make a call worthwhile.</summary>
    /// <returns>How many were taken; 0 when none became free in time.</returns>
    public async Task<int> TakeAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(wait, cancellationToken)) return 0;

        var taken = 1;
        var start = time.GetTimestamp();
        while (taken < MaxAtOnce)
        {
            var left = taken < _worthwhile ? Gathering - time.GetElapsedTime(start) : TimeSpan.Zero;
            // Not cancelled: what was taken would be lost.
            if (!await _free.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, CancellationToken.None)) break;
            taken++;
        }

        return taken;
    }

    /// <summary>Gives taken slots back that no run came to use.</summary>
    public void GiveBack(int count)
    {
        if (count > 0) _free.Release(count);
    }

    /// <summary>Gives a taken slot to a run.</summary>
    public void Occupy(RenderWork work)
    {
        var runId = work.Fence.Run.RunId;
        var taken = new Taken(work, time.GetTimestamp(), time.CreateTimer(_ => Release(runId), null, _lease, Timeout.InfiniteTimeSpan));
        if (_taken.TryAdd(runId, taken)) return;

        // An earlier attempt at the run still has a slot: it was taken again while this process was held up.
        taken.Dispose();
        _free.Release();
    }

    /// <summary>
    /// What was loaded when the run was taken, given once: who has it renders as the one the fence of the admission names.
    /// Null when it is not here, or was taken so long ago that its lease may soon run out.
    /// </summary>
    public RenderWork? Claim(RunAttempt run)
    {
        if (!_taken.TryGetValue(run.RunId, out var taken)) return null;

        var work = taken.Claim();
        return work?.Fence.Run == run && time.GetElapsedTime(taken.Since) < _lease / 6 ? work : null;
    }

    /// <summary>Frees the run's slot, if it has one.</summary>
    public void Release(Guid runId)
    {
        if (!_taken.TryRemove(runId, out var taken)) return;
        taken.Dispose();
        _free.Release();
    }

    public void Dispose()
    {
        _free.Dispose();
        foreach (var taken in _taken.Values)
            taken.Dispose();
    }

    private sealed class Taken(RenderWork work, long since, ITimer expiry) : IDisposable
    {
        private RenderWork? _work = work;

        public long Since => since;

        public RenderWork? Claim() => Interlocked.Exchange(ref _work, null);

        public void Dispose() => expiry.Dispose();
    }
}
