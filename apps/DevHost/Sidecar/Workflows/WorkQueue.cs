using System.Threading.Channels;
using Dapr.Workflow.Protocol;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>Work of one app waiting for a worker; whichever stream is free takes the oldest.</summary>
internal sealed class WorkQueue(string appId, TimeProvider time, ILogger logger)
{
    private readonly Channel<PendingWork> _waiting = Channel.CreateUnbounded<PendingWork>();
    private int _connected;

    public int ConnectedWorkers => Volatile.Read(ref _connected);

    public void Enqueue(PendingWork work) => _waiting.Writer.TryWrite(work);

    /// <summary>Feeds a stream until it ends, then hands what its worker has not finished to the others.</summary>
    /// <param name="stream">Where the work items go.</param>
    /// <param name="worker">The worker's name for the log.</param>
    /// <param name="cancellation">The end of the stream.</param>
    /// <exception cref="OperationCanceledException">Always: the stream has ended, or its worker has stopped reading.</exception>
    public async Task ServeAsync(IAsyncStreamWriter<WorkItem> stream, string worker, CancellationToken cancellation)
    {
        using var served = new WorkerStream(stream, time, cancellation);
        var count = Interlocked.Increment(ref _connected);
        EngineLog.WorkerConnected(logger, appId, worker, count);
        try
        {
            while (true)
                await served.SendAsync(await _waiting.Reader.ReadAsync(cancellation));
        }
        finally
        {
            var remaining = Interlocked.Decrement(ref _connected);
            var unfinished = served.Unfinished();
            foreach (var work in unfinished)
                Enqueue(work);
            EngineLog.WorkerDisconnected(logger, appId, worker, remaining, unfinished.Length);
        }
    }
}
