using System.Collections.Concurrent;
using Dapr.Workflow.Protocol;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>The workflow instances and connected workers of one app id.</summary>
public sealed class TaskHub
{
    private readonly WorkflowEngine _engine;
    private readonly ConcurrentDictionary<string, WorkflowInstance> _instances = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string InstanceId, int TaskId), ActivityCall> _activities = new();

    internal TaskHub(string appId, WorkflowEngine engine)
    {
        AppId = appId;
        _engine = engine;
        Work = new WorkQueue(appId, _engine.Time, _engine.Logger);
    }

    /// <summary>The Dapr app id whose workflows and activities this hub runs.</summary>
    public string AppId { get; }

    /// <summary>How many GetWorkItems streams are open: what daprd reports as workflows.connectedWorkers.</summary>
    public int ConnectedWorkers => Work.ConnectedWorkers;

    internal TimeProvider Time => _engine.Time;

    internal ILogger Logger => _engine.Logger;

    internal CancellationToken Stopping => _engine.Stopping;

    internal WorkQueue Work { get; }

    internal static string AlreadyExists(string instanceId) => $"an active workflow with ID '{instanceId}' already exists";

    internal string NextToken() => _engine.NextToken();

    /// <summary>The hub an action or event is routed to.</summary>
    internal TaskHub Target(TaskRouter router) => router.TargetAppId.Length == 0 ? this : _engine.GetHub(router.TargetAppId);

    internal WorkflowInstance? Find(string instanceId) => _instances.GetValueOrDefault(instanceId);

    /// <summary>Takes the id for a new instance, which is not started yet; a finished instance gives way.</summary>
    /// <returns>Null when the id belongs to a live instance.</returns>
    internal WorkflowInstance? TryCreate(HistoryEvent start, ParentLink? parent)
    {
        var created = new WorkflowInstance(this, start, parent);
        while (!_instances.TryAdd(created.Id, created))
        {
            if (!_instances.TryGetValue(created.Id, out var existing))
                continue;
            if (!existing.IsCompleted)
                return null;
            if (!_instances.TryUpdate(created.Id, created, existing))
                continue;
            existing.Discard();
            break;
        }

        if (_awaited.TryRemove(created.Id, out var appeared))
            appeared.TrySetResult();
        return created;
    }

    internal void Remove(WorkflowInstance instance)
    {
        _instances.TryRemove(KeyValuePair.Create(instance.Id, instance));
        instance.Discard();
    }

    internal bool TryPost(string instanceId, HistoryEvent message)
    {
        var instance = Find(instanceId);
        instance?.Post(message);
        return instance is not null;
    }

    /// <summary>Waits for a status, and first of all for the instance to exist: so does daprd with an unknown id.</summary>
    internal async Task<WorkflowState> WaitAsync(
        string instanceId, Func<WorkflowStatus, bool> until, bool payloads, CancellationToken cancellation)
    {
        while (true)
        {
            var instance = Find(instanceId) ?? await AppearAsync(instanceId, cancellation);
            if (instance is not null && await instance.WaitAsync(until, payloads, cancellation) is { } state)
                return state;
        }
    }

    internal void Schedule(ActivityCall call)
    {
        // A task id returns with the next generation or run of an instance; nobody waits for the older call any more.
        if (_activities.TryRemove(call.Key, out var older))
            older.TryFinish();
        _activities[call.Key] = call;
        Work.Enqueue(call);
    }

    internal bool TryComplete(ActivityResponse response)
    {
        if (!_activities.TryGetValue((response.InstanceId, response.TaskId), out var call)
            || !call.Matches(response.CompletionToken) || !call.TryFinish())
            return false;
        _activities.TryRemove(KeyValuePair.Create(call.Key, call));
        call.Complete(response, Time.GetUtcNow());
        return true;
    }

    /// <summary>Forgets an instance, and with recurse its children first; without force only finished ones.</summary>
    /// <returns>How many instances were forgotten.</returns>
    /// <exception cref="RpcException">One is not finished; children before it are gone already, as in daprd.</exception>
    internal int Purge(WorkflowInstance instance, bool recurse, bool force)
    {
        if (!force && !instance.IsCompleted)
            throw Fault("failed to purge workflow state: orchestration has not yet completed");
        var purged = 1;
        if (recurse)
        {
            foreach (var (hub, childId) in instance.Children())
            {
                if (hub.Find(childId) is { } child)
                    purged += hub.Purge(child, recurse, force);
            }
        }

        Remove(instance);
        return purged;
    }

    /// <summary>A page of ids in ordinal order; the continuation token is the last id of the page before.</summary>
    internal ListInstanceIDsResponse List(string after, int pageSize)
    {
        var ids = _instances.Keys.Where(id => string.CompareOrdinal(id, after) > 0).Order(StringComparer.Ordinal).ToArray();
        var page = new ListInstanceIDsResponse();
        page.InstanceIds.AddRange(ids.Take(pageSize));
        if (ids.Length > pageSize)
            page.ContinuationToken = page.InstanceIds[^1];
        return page;
    }

    internal void Clear()
    {
        foreach (var instance in _instances.Values)
            Remove(instance);
    }

    // daprd gives its engine's plain errors no code.
    internal static RpcException Fault(string message) => new(new Status(StatusCode.Unknown, message));

    private async Task<WorkflowInstance?> AppearAsync(string instanceId, CancellationToken cancellation)
    {
        var appeared = _awaited.GetOrAdd(
            instanceId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Find(instanceId) is { } instance)
            return instance;
        try
        {
            await appeared.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Others who wait for the same id ask again.
            if (_awaited.TryRemove(KeyValuePair.Create(instanceId, appeared)))
                appeared.TrySetResult();
            throw;
        }

        return Find(instanceId);
    }
}
