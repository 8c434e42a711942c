using System.Collections.Concurrent;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>
/// Runs every work item as a task of its own, so that the stream is always being read: daprd ends a stream on which one send takes more
/// than 10 seconds. The limits on concurrency are inside these tasks.
/// </summary>
#pragma warning disable CA1001 // Nothing here needs disposal, and abandoned items still use it after the host is gone.
internal sealed partial class WorkItemDispatcher(
#pragma warning restore CA1001
    TurnRunner turns,
    ActivityRunner activities,
    WorkflowRuntimeOptions options,
    IHostApplicationLifetime lifetime,
    ILogger<WorkItemDispatcher> logger)
{
    private readonly SemaphoreSlim turnSlots = new(options.WorkflowLimit);
    private readonly SemaphoreSlim activitySlots = new(options.ActivityLimit);
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly CancellationTokenSource abandoned = new();

    private bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Starts an item. Once the host stops, items are left alone: when the stream ends, another worker gets them.</summary>
    public void Start(WorkItem item)
    {
        if (IsStopping)
            return;

        var task = Task.Run(() => RunAsync(item), CancellationToken.None);
        running.TryAdd(task, true);
        task.ContinueWith(
            done => running.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Waits for what runs. What is not done by the deadline goes on without a way to report its outcome.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        try
        {
            await Task.WhenAll(running.Keys).WaitAsync(deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            LogAbandoned(running.Count);
        }
        finally
        {
            await abandoned.CancelAsync();
        }
    }

    private async Task RunAsync(WorkItem item)
    {
        try
        {
            var token = item.CompletionToken;
            if (item.WorkflowRequest is { } turn)
                await InSlotAsync(turnSlots, () => turns.RunAsync(turn, token, abandoned.Token));
            else if (item.ActivityRequest is { Name: EventToSend.ActivityName } send)
                await activities.RunAsync(send, token, () => IsStopping, abandoned.Token);
            else if (item.ActivityRequest is { } activity)
                await InSlotAsync(activitySlots, () => activities.RunAsync(activity, token, () => IsStopping, abandoned.Token));
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            // Not reported: the sidecar gives the work to another worker.
        }
        catch (Exception unexpected)
        {
            LogItemFailed(unexpected);
        }
    }

    private async Task InSlotAsync(SemaphoreSlim slots, Func<Task> run)
    {
        await slots.WaitAsync(lifetime.ApplicationStopping);
        try
        {
            await run();
        }
        finally
        {
            slots.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A work item could not be processed")]
    private partial void LogItemFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} work items were not done before the shutdown; other workers will do them")]
    private partial void LogAbandoned(int count);
}
