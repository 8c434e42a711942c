using Dapr.Workflow.Protocol;
using Recorded = Dapr.Workflow.Protocol.HistoryEvent.EventOneofCase;

namespace Dapr.Workflow.Client;

internal static class HistoryEvents
{
    public static WorkflowHistoryEvent ToPublic(HistoryEvent recorded) =>
        new(recorded.EventId, TypeOf(recorded.EventCase), recorded.Timestamp?.ToDateTime() ?? default);

    private static WorkflowHistoryEventType TypeOf(Recorded kind) => kind switch
    {
        Recorded.ExecutionStarted => WorkflowHistoryEventType.ExecutionStarted,
        Recorded.ExecutionCompleted => WorkflowHistoryEventType.ExecutionCompleted,
        Recorded.ExecutionTerminated => WorkflowHistoryEventType.ExecutionTerminated,
        Recorded.TaskScheduled => WorkflowHistoryEventType.TaskScheduled,
        Recorded.TaskCompleted => WorkflowHistoryEventType.TaskCompleted,
        Recorded.TaskFailed => WorkflowHistoryEventType.TaskFailed,
        Recorded.ChildWorkflowInstanceCreated => WorkflowHistoryEventType.SubOrchestrationInstanceCreated,
        Recorded.ChildWorkflowInstanceCompleted => WorkflowHistoryEventType.SubOrchestrationInstanceCompleted,
        Recorded.ChildWorkflowInstanceFailed => WorkflowHistoryEventType.SubOrchestrationInstanceFailed,
        Recorded.TimerCreated => WorkflowHistoryEventType.TimerCreated,
        Recorded.TimerFired => WorkflowHistoryEventType.TimerFired,
        Recorded.WorkflowStarted => WorkflowHistoryEventType.OrchestratorStarted,
        Recorded.WorkflowCompleted => WorkflowHistoryEventType.OrchestratorCompleted,
        Recorded.EventSent => WorkflowHistoryEventType.EventSent,
        Recorded.EventRaised => WorkflowHistoryEventType.EventRaised,
        Recorded.ContinueAsNew => WorkflowHistoryEventType.ContinueAsNew,
        Recorded.ExecutionSuspended => WorkflowHistoryEventType.ExecutionSuspended,
        Recorded.ExecutionResumed => WorkflowHistoryEventType.ExecutionResumed,
        Recorded.ExecutionStalled => WorkflowHistoryEventType.ExecutionStalled,
        _ => WorkflowHistoryEventType.Unknown,
    };
}
