using Dapr.Workflow.Protocol;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>One GetWorkItems stream and the work its worker has not finished.</summary>
internal sealed class WorkerStream : IDisposable
{
    // WithStreamSendTimeout of daprd: a worker that does not read loses its stream, and with it its work.
    private static readonly TimeSpan sendLimit = TimeSpan.FromSeconds(10);

    private readonly IAsyncStreamWriter<WorkItem> stream;
    private readonly CancellationTokenSource sending;
    private readonly CancellationTokenRegistration ended;
    private readonly HashSet<PendingWork> held = [];

    public WorkerStream(IAsyncStreamWriter<WorkItem> stream, TimeProvider time, CancellationToken cancellation)
    {
        this.stream = stream;
        sending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        ended = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), sending);
    }

    /// <summary>Sends the work unless it has been finished meanwhile.</summary>
    /// <exception cref="OperationCanceledException">The stream has ended, or the worker has not read for 10 s.</exception>
    public async Task SendAsync(PendingWork work)
    {
        work.Holder = this;
        lock (held)
            held.Add(work);
        if (work.IsFinished)
        {
            Release(work);
            return;
        }

        var write = stream.WriteAsync(work.ToWorkItem(), sending.Token);
        if (write.IsCompletedSuccessfully)
            return;
        sending.CancelAfter(sendLimit);
        await write;
        sending.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public void Release(PendingWork work)
    {
        lock (held)
            held.Remove(work);
    }

    public PendingWork[] Unfinished()
    {
        lock (held)
            return [.. held];
    }

    public void Dispose()
    {
        ended.Dispose();
        sending.Dispose();
    }
}
