using Dapr.Workflow.Protocol;
using Dapr.Workflow.Sidecar;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>Keeps a stream of work items open: opens it again whenever it ends, and says Hello while it is open.</summary>
internal sealed partial class WorkItemStream(
    TaskHubSidecarService.TaskHubSidecarServiceClient taskHub,
    WorkItemDispatcher dispatcher,
    TimeProvider time,
    ILogger<WorkItemStream> logger)
{
    private static readonly TimeSpan HelloInterval = TimeSpan.FromSeconds(30);

    /// <summary>Returns when cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var delay = new ReconnectDelay();
        while (!cancellation.IsCancellationRequested)
        {
            var opened = time.GetTimestamp();
            Exception? error = null;
            try
            {
                await ReadAsync(cancellation);
            }
            catch (Exception lost)
            {
                error = lost;
            }

            if (cancellation.IsCancellationRequested)
                return;
            if (time.GetElapsedTime(opened) > ReconnectDelay.Longest)
                delay.Reset();
            var wait = delay.Next();
            LogLost(error, wait.TotalMilliseconds);
            await Task.Delay(wait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using var open = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = taskHub.GetWorkItems(new GetWorkItemsRequest(), cancellationToken: open.Token);
        var hello = HelloAsync(open.Token);
        try
        {
            LogOpened();
            while (await call.ResponseStream.MoveNext(open.Token))
                dispatcher.Start(call.ResponseStream.Current);
        }
        finally
        {
            await open.CancelAsync();
            await hello;
        }
    }

    private async Task HelloAsync(CancellationToken closed)
    {
        try
        {
            using var timer = new PeriodicTimer(HelloInterval, time);
            while (await timer.WaitForNextTickAsync(closed))
                await SayHelloAsync(closed);
        }
        catch (OperationCanceledException)
        {
            // The stream is closed.
        }
    }

    private async Task SayHelloAsync(CancellationToken closed)
    {
        try
        {
            await taskHub.HelloAsync(new Empty(), deadline: Deadline.In(HelloInterval), cancellationToken: closed);
        }
        catch (RpcException error)
        {
            // The stream tells when the connection is lost.
            LogHelloFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Asking the Dapr sidecar for workflow work")]
    private partial void LogOpened();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of work items from the Dapr sidecar ended; asking again in {Delay} ms")]
    private partial void LogLost(Exception? error, double delay);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The Dapr sidecar did not answer a Hello")]
    private partial void LogHelloFailed(Exception error);
}
