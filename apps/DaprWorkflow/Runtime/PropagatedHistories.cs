using Dapr.Workflow.Protocol;
using Recorded = Dapr.Workflow.Protocol.HistoryEvent.EventOneofCase;

namespace Dapr.Workflow.Runtime;

/// <summary>Reads the history that callers passed along: one chunk per calling instance, its events as they are stored.</summary>
internal static class PropagatedHistories
{
    public static PropagatedHistory? ToPublic(Protocol.PropagatedHistory? received) =>
        received is null or { Chunks.Count: 0 } ? null : new PropagatedHistory([.. received.Chunks.Select(ToPublic)]);

    private static PropagatedHistoryEvent ToPublic(PropagatedHistoryChunk chunk)
    {
        var activities = new OrderedDictionary<int, PropagatedHistoryActivityResult>();
        var children = new OrderedDictionary<int, PropagatedHistoryWorkflowResult>();
        foreach (var recorded in chunk.RawEvents.Select(raw => HistoryEvent.Parser.ParseFrom(raw)))
        {
            switch (recorded.EventCase)
            {
                case Recorded.TaskScheduled:
                    var call = recorded.TaskScheduled;
                    activities[recorded.EventId] = new(call.Name, PropagatedHistoryStatus.Pending, call.Input, null, null);
                    break;
                case Recorded.TaskCompleted when activities.TryGetValue(recorded.TaskCompleted.TaskScheduledId, out var called):
                    activities[recorded.TaskCompleted.TaskScheduledId] =
                        called with { Status = PropagatedHistoryStatus.Completed, Output = recorded.TaskCompleted.Result };
                    break;
                case Recorded.TaskFailed when activities.TryGetValue(recorded.TaskFailed.TaskScheduledId, out var called):
                    activities[recorded.TaskFailed.TaskScheduledId] = called with
                    {
                        Status = PropagatedHistoryStatus.Failed,
                        FailureDetails = Failures.ToPublic(recorded.TaskFailed.FailureDetails),
                    };
                    break;
                case Recorded.ChildWorkflowInstanceCreated:
                    var child = recorded.ChildWorkflowInstanceCreated;
                    children[recorded.EventId] = new(child.Name, PropagatedHistoryStatus.Pending, null, null);
                    break;
                case Recorded.ChildWorkflowInstanceCompleted when recorded.ChildWorkflowInstanceCompleted is var done
                    && children.TryGetValue(done.TaskScheduledId, out var started):
                    children[done.TaskScheduledId] = started with { Status = PropagatedHistoryStatus.Completed, Output = done.Result };
                    break;
                case Recorded.ChildWorkflowInstanceFailed when recorded.ChildWorkflowInstanceFailed is var failed
                    && children.TryGetValue(failed.TaskScheduledId, out var started):
                    children[failed.TaskScheduledId] = started with
                    {
                        Status = PropagatedHistoryStatus.Failed,
                        FailureDetails = Failures.ToPublic(failed.FailureDetails),
                    };
                    break;
            }
        }

        return new PropagatedHistoryEvent(chunk.InstanceId, chunk.AppId, chunk.WorkflowName, [.. activities.Values], [.. children.Values]);
    }
}
