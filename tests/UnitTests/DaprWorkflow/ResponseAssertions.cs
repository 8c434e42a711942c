using Dapr.Workflow.Protocol;

namespace ReportScheduler.UnitTests.DaprWorkflow;

/// <summary>Reads responses in short.</summary>
internal static class ResponseAssertions
{
    /// <summary>The actions, one word and id each: "activity#0 A", "timer#1", "child#2 C", "COMPLETED#3 json".</summary>
    public static string[] Said(this WorkflowResponse response) => [.. response.Actions.Select(Say)];

    public static CompleteWorkflowAction End(this WorkflowResponse response) =>
        response.Actions.Single(action => action.CompleteWorkflow is not null).CompleteWorkflow;

    public static string Say(this WorkflowAction action) => action.ActionCase switch
    {
        WorkflowAction.ActionOneofCase.ScheduleTask => $"activity#{action.Id} {action.ScheduleTask.Name}",
        WorkflowAction.ActionOneofCase.CreateChildWorkflow => $"child#{action.Id} {action.CreateChildWorkflow.Name}",
        WorkflowAction.ActionOneofCase.CreateTimer => $"timer#{action.Id}",
        WorkflowAction.ActionOneofCase.CompleteWorkflow =>
            $"{action.CompleteWorkflow.WorkflowStatus}#{action.Id} " +
            (action.CompleteWorkflow.FailureDetails?.ErrorType ?? action.CompleteWorkflow.Result),
        _ => action.ToString(),
    };
}
