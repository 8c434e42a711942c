using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Runtime;

/// <summary>What the start event of an instance says.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="Name">The name of the workflow.</param>
/// <param name="Input">Its input as JSON.</param>
/// <param name="Generation">Differs between the rounds of an instance that continues as new.</param>
/// <param name="At">The time until the first turn says its own, in UTC.</param>
/// <param name="Router">How the start was addressed.</param>
/// <param name="Propagated">What the caller let it see of its own history.</param>
/// <param name="History">All events of the turn, old and new.</param>
internal sealed record TurnStart(
    string InstanceId,
    string Name,
    string? Input,
    string Generation,
    DateTime At,
    TaskRouter? Router,
    Protocol.PropagatedHistory? Propagated,
    IReadOnlyList<HistoryEvent> History)
{
    /// <summary>Reads the start out of a turn; null when the turn has none.</summary>
    public static TurnStart? Find(WorkflowRequest request)
    {
        var history = request.PastEvents.Concat(request.NewEvents).ToArray();
        if (Array.Find(history, past => past.ExecutionStarted is not null) is not { } started)
            return null;

        return new TurnStart(
            request.InstanceId,
            started.ExecutionStarted.Name,
            started.ExecutionStarted.Input,
            started.ExecutionStarted.WorkflowInstance?.ExecutionId ?? "",
            started.Timestamp?.ToDateTime() ?? DateTime.UnixEpoch,
            started.Router,
            request.PropagatedHistory,
            history);
    }
}
