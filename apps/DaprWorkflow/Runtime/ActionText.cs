using Dapr.Workflow.Protocol;
using Asked = Dapr.Workflow.Protocol.WorkflowAction.ActionOneofCase;
using Recorded = Dapr.Workflow.Protocol.HistoryEvent.EventOneofCase;

namespace Dapr.Workflow.Runtime;

/// <summary>Compares what the history says was asked for with what the code asks for, and says the difference in words.</summary>
internal static class ActionText
{
    public static string Subject(WorkflowAction action) => $"{Capitalized(Of(action))} (#{action.Id})";

    public static bool Matches(HistoryEvent recorded, WorkflowAction asked) => (recorded.EventCase, asked.ActionCase) switch
    {
        (Recorded.TaskScheduled, Asked.ScheduleTask) => Same(recorded.TaskScheduled.Name, asked.ScheduleTask.Name),
        (Recorded.ChildWorkflowInstanceCreated, Asked.CreateChildWorkflow) =>
            Same(recorded.ChildWorkflowInstanceCreated.Name, asked.CreateChildWorkflow.Name),
        (Recorded.TimerCreated, Asked.CreateTimer) => true,
        _ => false,
    };

    public static string Mismatch(HistoryEvent recorded, WorkflowAction? asked) =>
        $"The workflow code is not deterministic: event #{recorded.EventId} of the history expects {Of(recorded)}, " +
        $"but the code asked for {(asked is null ? "nothing" : Of(asked))} there.";

    private static string Of(WorkflowAction action) => action.ActionCase switch
    {
        Asked.ScheduleTask => $"activity '{action.ScheduleTask.Name}'",
        Asked.CreateChildWorkflow => $"child workflow '{action.CreateChildWorkflow.Name}'",
        _ => "a timer",
    };

    private static string Of(HistoryEvent recorded) => recorded.EventCase switch
    {
        Recorded.TaskScheduled => $"activity '{recorded.TaskScheduled.Name}'",
        Recorded.ChildWorkflowInstanceCreated => $"child workflow '{recorded.ChildWorkflowInstanceCreated.Name}'",
        Recorded.TimerCreated => "a timer",
        _ => $"an event '{recorded.EventSent?.Name}' to be sent",
    };

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
