using System.Collections.Concurrent;

namespace ReportScheduler.Benchmarks.Peers;

/// <summary>Notes when each of a number of jobs ran, and that none ran twice.</summary>
internal sealed class ExecutedJobs
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _executed = new();
    private TaskCompletionSource _complete = new();
    private int _left;

    /// <summary>Forgets what was, and waits for a number of jobs.</summary>
    public void Expect(int count)
    {
        _executed.Clear();
        _complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _left = count;
    }

    /// <summary>Notes that a job ran.</summary>
    public void Add(string job)
    {
        if (!_executed.TryAdd(job, TimeProvider.System.GetUtcNow()))
            _complete.TrySetException(new InvalidOperationException($"{job} ran twice."));
        else if (Interlocked.Decrement(ref _left) == 0)
            _complete.TrySetResult();
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _complete.Task.WaitAsync(cancellationToken);

    /// <summary>Seconds from a time to each job.</summary>
    public IReadOnlyList<double> Lags(DateTimeOffset due) => [.. _executed.Values.Select(at => (at - due).TotalSeconds)];
}
