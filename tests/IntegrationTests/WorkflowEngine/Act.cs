using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace ReportScheduler.IntegrationTests.Workflows;

/// <summary>The actions a worker can answer a turn with.</summary>
internal static class Act
{
    public static WorkflowAction Call(int id, string activity, string? input = null, string? app = null) => new()
    {
        Id = id,
        ScheduleTask = new() { Name = activity, Input = input, TaskExecutionId = $"execution-{id}" },
        Router = To(app),
    };

    public static WorkflowAction Timer(int id, DateTimeOffset fireAt) => new()
    {
        Id = id,
        CreateTimer = new() { FireAt = Timestamp.FromDateTimeOffset(fireAt) },
    };

    public static WorkflowAction Child(int id, string name, string instanceId = "", string? input = null, string? app = null) => new()
    {
        Id = id,
        CreateChildWorkflow = new() { Name = name, InstanceId = instanceId, Input = input },
        Router = To(app),
    };

    public static WorkflowAction Complete(int id, string? result = null) => new()
    {
        Id = id,
        CompleteWorkflow = new() { WorkflowStatus = WorkflowStatus.Completed, Result = result },
    };

    public static WorkflowAction Fail(int id, string type, string message) => new()
    {
        Id = id,
        CompleteWorkflow = new()
        {
            WorkflowStatus = WorkflowStatus.Failed,
            FailureDetails = new() { ErrorType = type, ErrorMessage = message },
        },
    };

    public static WorkflowAction Terminated(int id, string? result = null) => new()
    {
        Id = id,
        CompleteWorkflow = new() { WorkflowStatus = WorkflowStatus.Terminated, Result = result },
    };

    public static WorkflowAction ContinueAsNew(int id, string? input, params HistoryEvent[] carryover)
    {
        var action = new WorkflowAction
        {
            Id = id,
            CompleteWorkflow = new() { WorkflowStatus = WorkflowStatus.ContinuedAsNew, Result = input },
        };
        action.CompleteWorkflow.CarryoverEvents.AddRange(carryover);
        return action;
    }

    private static TaskRouter? To(string? app) => app is null ? null : new() { TargetAppId = app };
}
