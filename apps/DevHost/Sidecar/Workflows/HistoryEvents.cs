using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>History events as daprd writes them.</summary>
internal static class HistoryEvents
{
    /// <summary>An event that records no action of the workflow: its id is -1.</summary>
    public static HistoryEvent Message(DateTimeOffset at) => Recorded(-1, at);

    /// <summary>An event that records the action with that id.</summary>
    public static HistoryEvent Recorded(int actionId, DateTimeOffset at) =>
        new() { EventId = actionId, Timestamp = Timestamp.FromDateTimeOffset(at) };

    public static HistoryEvent ExecutionStarted(DateTimeOffset now, string instanceId, TaskRouter router, ExecutionStartedEvent start)
    {
        start.WorkflowInstance = new() { InstanceId = instanceId, ExecutionId = Guid.CreateVersion7().ToString() };
        var started = Message(now);
        started.ExecutionStarted = start;
        started.Router = router;
        return started;
    }

    public static HistoryEvent TimerFired(DateTimeOffset now, HistoryEvent created)
    {
        var fired = Message(now);
        fired.TimerFired = new() { TimerId = created.EventId, FireAt = created.TimerCreated.FireAt };
        return fired;
    }

    public static HistoryEvent Terminated(DateTimeOffset now, string? output, bool recurse)
    {
        var terminated = Message(now);
        terminated.ExecutionTerminated = new() { Input = output, Recurse = recurse };
        return terminated;
    }
}
