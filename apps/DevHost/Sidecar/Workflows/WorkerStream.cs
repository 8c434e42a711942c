using Dapr.Workflow.Protocol;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>One GetWorkItems stream and the work its worker has not finished.</summary>
internal sealed class WorkerStream : IDisposable
{
    // WithStreamSendTimeout of daprd: a worker that does not read loses its stream, and with it its work.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    private readonly IAsyncStreamWriter<WorkItem> _stream;
    private readonly CancellationTokenSource _sending;
    private readonly CancellationTokenRegistration _ended;
    private readonly HashSet<PendingWork> _held = [];

    public WorkerStream(IAsyncStreamWriter<WorkItem> stream, TimeProvider time, CancellationToken cancellation)
    {
        _stream = stream;
        _sending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _ended = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _sending);
    }

    /// <summary>Sends the work unless it has been finished meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The stream has ended, or the worker has not read for 10 s.</exception>
    public async Task SendAsync(PendingWork work)
    {
        work.Holder = this;
        lock (_held)
            _held.Add(work);
        if (work.IsFinished)
        {
            Release(work);
            return;
        }

        var write = _stream.WriteAsync(work.ToWorkItem(), _sending.Token);
        if (write.IsCompletedSuccessfully)
            return;
        _sending.CancelAfter(SendLimit);
        await write;
        _sending.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public void Release(PendingWork work)
    {
        lock (_held)
            _held.Remove(work);
    }

    public PendingWork[] Unfinished()
    {
        lock (_held)
            return [.. _held];
    }

    public void Dispose()
    {
        _ended.Dispose();
        _sending.Dispose();
    }
}
