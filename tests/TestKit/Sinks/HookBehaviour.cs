using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace ReportScheduler.TestKit.Sinks;

/// <summary>How one hook answers.</summary>
internal sealed class HookBehaviour
{
    private readonly ConcurrentQueue<int> _statuses = new();
    private volatile TaskCompletionSource? _held;

    public void AnswerNext(IEnumerable<int> statuses)
    {
        foreach (var status in statuses)
            _statuses.Enqueue(status);
    }

    public void Hold() => _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => Interlocked.Exchange(ref _held, null)?.TrySetResult();

    /// <returns>The status of the next answer, when it may be given.</returns>
    public async Task<int> NextAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held)
            await held.Task.WaitAsync(cancellationToken);
        return _statuses.TryDequeue(out var status) ? status : StatusCodes.Status200OK;
    }
}
