using Dapr.Common.Serialization;
using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace ReportScheduler.UnitTests.DaprWorkflow;

/// <summary>History events as daprd writes them.</summary>
internal static class Events
{
    public static readonly DateTime Epoch = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly JsonDaprSerializer Serializer = new();

    public static string Json(object? value) => value is null ? "" : Serializer.Serialize(value, null);

    public static HistoryEvent TurnStarted(DateTime? at = null, params string[] patches) => Event(at, new HistoryEvent
    {
        WorkflowStarted = new() { Version = patches.Length == 0 ? null : new WorkflowVersion { Patches = { patches } } },
    });

    public static HistoryEvent Started(
        string name, object? input = null, string instanceId = "instance", string executionId = "execution", DateTime? at = null) =>
        Event(at, new HistoryEvent
        {
            ExecutionStarted = new()
            {
                Name = name,
                Input = Json(input),
                WorkflowInstance = new() { InstanceId = instanceId, ExecutionId = executionId },
            },
        });

    public static HistoryEvent Scheduled(int id, string name) => Recorded(id, new HistoryEvent { TaskScheduled = new() { Name = name } });

    public static HistoryEvent ChildCreated(int id, string name) =>
        Recorded(id, new HistoryEvent { ChildWorkflowInstanceCreated = new() { Name = name } });

    public static HistoryEvent TimerCreated(int id, DateTime? fireAt = null) =>
        Recorded(id, new HistoryEvent { TimerCreated = new() { FireAt = (fireAt ?? Epoch).ToTimestamp() } });

    public static HistoryEvent Completed(int id, object? result = null) =>
        Event(null, new HistoryEvent { TaskCompleted = new() { TaskScheduledId = id, Result = Json(result) } });

    public static HistoryEvent Failed(int id, string message = "boom", string type = "System.InvalidOperationException", bool final = false) =>
        Event(null, new HistoryEvent { TaskFailed = new() { TaskScheduledId = id, FailureDetails = Failure(message, type, final) } });

    public static HistoryEvent ChildCompleted(int id, object? result = null) =>
        Event(null, new HistoryEvent { ChildWorkflowInstanceCompleted = new() { TaskScheduledId = id, Result = Json(result) } });

    public static HistoryEvent ChildFailed(int id, string message = "boom") => Event(null, new HistoryEvent
    {
        ChildWorkflowInstanceFailed = new() { TaskScheduledId = id, FailureDetails = Failure(message, "System.Exception", false) },
    });

    public static HistoryEvent Fired(int id) => Event(null, new HistoryEvent { TimerFired = new() { TimerId = id } });

    public static HistoryEvent Raised(string name, object? payload = null) =>
        Event(null, new HistoryEvent { EventRaised = new() { Name = name, Input = Json(payload) } });

    public static HistoryEvent Suspended() => Event(null, new HistoryEvent { ExecutionSuspended = new() });

    public static HistoryEvent Resumed() => Event(null, new HistoryEvent { ExecutionResumed = new() });

    public static HistoryEvent Terminated(object? output = null) =>
        Event(null, new HistoryEvent { ExecutionTerminated = new() { Input = output is null ? null : Json(output) } });

    public static HistoryEvent Ended(int id) =>
        Recorded(id, new HistoryEvent { ExecutionCompleted = new() { WorkflowStatus = WorkflowStatus.Completed } });

    /// <summary>What the sidecar writes into the history for an action.</summary>
    public static HistoryEvent Record(WorkflowAction action) => action.ActionCase switch
    {
        WorkflowAction.ActionOneofCase.ScheduleTask => Scheduled(action.Id, action.ScheduleTask.Name),
        WorkflowAction.ActionOneofCase.CreateChildWorkflow => ChildCreated(action.Id, action.CreateChildWorkflow.Name),
        WorkflowAction.ActionOneofCase.CreateTimer => TimerCreated(action.Id, action.CreateTimer.FireAt.ToDateTime()),
        WorkflowAction.ActionOneofCase.CompleteWorkflow => Ended(action.Id),
        _ => throw new InvalidOperationException($"daprd does not process {action.ActionCase}."),
    };

    private static TaskFailureDetails Failure(string message, string type, bool final) =>
        new() { ErrorType = type, ErrorMessage = message, IsNonRetriable = final };

    private static HistoryEvent Recorded(int id, HistoryEvent item)
    {
        Event(null, item);
        item.EventId = id;
        return item;
    }

    private static HistoryEvent Event(DateTime? at, HistoryEvent item)
    {
        item.EventId = -1;
        item.Timestamp = (at ?? Epoch).ToTimestamp();
        return item;
    }
}
