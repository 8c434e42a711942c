using Dapr.Common.Serialization;
using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Runtime;

/// <summary>The actions that end an instance or a round of it.</summary>
internal static class TurnEnd
{
    public static WorkflowAction Terminated(int id, ExecutionTerminatedEvent request) =>
        Complete(id, new CompleteWorkflowAction { WorkflowStatus = WorkflowStatus.Terminated, Result = request.Input });

    public static WorkflowAction Failed(int id, Exception reason) => Complete(id, Failure(reason));

    public static WorkflowAction Restarted(int id, RestartRequest request, IEnumerable<HistoryEvent> unread)
    {
        var complete = new CompleteWorkflowAction { WorkflowStatus = WorkflowStatus.ContinuedAsNew, Result = request.Input };
        if (request.PreserveEvents)
            complete.CarryoverEvents.AddRange(unread);
        return Complete(id, complete);
    }

    /// <summary>How the workflow code ended.</summary>
    public static WorkflowAction Of(int id, Task<object?> code, IDaprSerializer serializer)
    {
        if (!code.IsCompletedSuccessfully)
            return Failed(id, code.Exception?.InnerException ?? new TaskCanceledException(code));

        try
        {
            var json = code.Result is null ? "" : serializer.Serialize(code.Result, null);
            return Complete(id, new CompleteWorkflowAction { WorkflowStatus = WorkflowStatus.Completed, Result = json });
        }
        catch (Exception unwritable)
        {
            return Failed(id, unwritable);
        }
    }

    private static CompleteWorkflowAction Failure(Exception reason) =>
        new() { WorkflowStatus = WorkflowStatus.Failed, FailureDetails = Failures.FromException(reason) };

    private static WorkflowAction Complete(int id, CompleteWorkflowAction complete) => new() { Id = id, CompleteWorkflow = complete };
}
