using System.Collections.Concurrent;
using Dapr.Workflow.Protocol;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>
/// Runs every work item as a task of its own, so that the stream is always being read: daprd ends a stream on which one send takes more
/// than 10 seconds. The limits on concurrency are inside these tasks.
/// </summary>
internal sealed partial class WorkItemDispatcher : IDisposable
{
    private readonly TurnRunner turns;
    private readonly ActivityRunner activities;
    private readonly ILogger<WorkItemDispatcher> logger;
    private readonly SemaphoreSlim turnSlots;
    private readonly SemaphoreSlim activitySlots;
    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abandoned = new();

    public WorkItemDispatcher(
        TurnRunner turns,
        ActivityRunner activities,
        WorkflowRuntimeOptions options,
        ILogger<WorkItemDispatcher> logger)
    {
        this.turns = turns;
        this.activities = activities;
        this.logger = logger;
        turnSlots = new SemaphoreSlim(options.WorkflowLimit);
        activitySlots = new SemaphoreSlim(options.ActivityLimit);
    }

    /// <summary>Starts an item. Once stopping, items are left alone: the sidecar gives them to another worker when the stream ends.</summary>
    public void Start(WorkItem item)
    {
        if (stopping.IsCancellationRequested)
            return;

        var task = Task.Run(() => RunAsync(item), CancellationToken.None);
        running.TryAdd(task, true);
        task.ContinueWith(
            done => running.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>From now on nothing new begins, and an activity that fails is taken for one that the shutdown made fail.</summary>
    public void Stop() => stopping.Cancel();

    /// <summary>Waits for what runs. What is not done by the deadline goes on without a way to report its outcome.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        Stop();
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

    public void Dispose()
    {
        turnSlots.Dispose();
        activitySlots.Dispose();
        stopping.Dispose();
        abandoned.Dispose();
    }

    private async Task RunAsync(WorkItem item)
    {
        try
        {
            if (item.WorkflowRequest is { } turn)
                await InSlotAsync(turnSlots, () => turns.RunAsync(turn, item.CompletionToken, abandoned.Token));
            else if (item.ActivityRequest is { } activity)
                await InSlotAsync(activitySlots, () => activities.RunAsync(activity, item.CompletionToken, stopping.Token, abandoned.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
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
        await slots.WaitAsync(stopping.Token);
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
