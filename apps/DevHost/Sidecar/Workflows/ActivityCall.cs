using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>One scheduled activity and the generation of the workflow that waits for it.</summary>
internal sealed class ActivityCall(string token, WorkflowInstance caller, int generation, HistoryEvent scheduled)
    : PendingWork(token)
{
    public (string InstanceId, int TaskId) Key => (caller.Id, scheduled.EventId);

    public void Complete(ActivityResponse response, DateTimeOffset now)
    {
        var executionId = scheduled.TaskScheduled.TaskExecutionId;
        var result = HistoryEvents.Message(now);
        result.Router = scheduled.Router;
        if (response.FailureDetails is { } failure)
            result.TaskFailed = new() { TaskScheduledId = scheduled.EventId, FailureDetails = failure, TaskExecutionId = executionId };
        else
            result.TaskCompleted = new() { TaskScheduledId = scheduled.EventId, Result = response.Result, TaskExecutionId = executionId };
        caller.Post(result, generation);
    }

    protected override void Fill(WorkItem item) => item.ActivityRequest = new()
    {
        Name = scheduled.TaskScheduled.Name,
        Version = scheduled.TaskScheduled.Version,
        Input = scheduled.TaskScheduled.Input,
        WorkflowInstance = new() { InstanceId = caller.Id },
        TaskId = scheduled.EventId,
        TaskExecutionId = scheduled.TaskScheduled.TaskExecutionId,
        ParentTraceContext = scheduled.TaskScheduled.ParentTraceContext,
    };
}
