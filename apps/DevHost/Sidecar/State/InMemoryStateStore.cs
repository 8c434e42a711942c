namespace ReportScheduler.DevHost.Sidecar.State;

/// <summary>The <c>state.in-memory</c> component: one store for all apps, gone when the sidecar stops.</summary>
internal sealed class InMemoryStateStore(TimeProvider time)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StateEntry> _entries = [];
    private DateTimeOffset _lastSweep = time.GetUtcNow();

    /// <summary>The value of a key; null when it does not exist or has expired.</summary>
    public StateEntry? Get(string key)
    {
        lock (_gate)
            return Live(key);
    }

    /// <summary>Applies all writes or, when one does not fit, none.</summary>
    /// <exception cref="ETagMismatchException">One of the writes does not fit.</exception>
    public void Apply(params IReadOnlyList<StateWrite> writes)
    {
        lock (_gate)
        {
            Sweep();
            foreach (var write in writes)
                Check(write);
            foreach (var write in writes)
            {
                if (write.Data is { } data)
                    _entries[write.Key] = new StateEntry(data, Guid.CreateVersion7().ToString(), time.GetUtcNow() + write.Ttl);
                else
                    _entries.Remove(write.Key);
            }
        }
    }

    private void Check(StateWrite write)
    {
        var existing = Live(write.Key);
        if (string.IsNullOrEmpty(write.ETag))
        {
            if (write.FirstWrite && existing is not null)
                throw new ETagMismatchException("item already exists and no etag was passed");
        }
        else if (existing is null)
        {
            throw new ETagMismatchException($"state not exist or expired for key={write.Key}");
        }
        else if (existing.ETag != write.ETag)
        {
            throw new ETagMismatchException(
                $"state etag not match for key={write.Key}: current={existing.ETag}, expect={write.ETag}");
        }
    }

    private StateEntry? Live(string key) =>
        _entries.TryGetValue(key, out var entry) && !(entry.ExpiresAt <= time.GetUtcNow()) ? entry : null;

    // daprd sweeps every second; here writes do it, so an idle sidecar has no timer.
    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now - _lastSweep < SweepInterval)
            return;
        _lastSweep = now;
        foreach (var (key, entry) in _entries)
        {
            if (entry.ExpiresAt <= now)
                _entries.Remove(key);
        }
    }
}
