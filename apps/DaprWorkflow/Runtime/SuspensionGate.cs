using Dapr.Workflow.Protocol;
using Recorded = Dapr.Workflow.Protocol.HistoryEvent.EventOneofCase;

namespace Dapr.Workflow.Runtime;

/// <summary>Holds events back while the instance is suspended, and lets them go in order when it is resumed.</summary>
internal sealed class SuspensionGate
{
    private readonly List<HistoryEvent> held = [];

    public bool IsSuspended { get; private set; }

    /// <summary>The events to apply now, given the next one.</summary>
    public HistoryEvent[] Pass(HistoryEvent next)
    {
        switch (next.EventCase)
        {
            case Recorded.ExecutionSuspended:
                IsSuspended = true;
                return [];
            case Recorded.ExecutionResumed:
                IsSuspended = false;
                HistoryEvent[] released = [.. held];
                held.Clear();
                return released;

            // The clock goes on: waits that begin after the resume count from there.
            case not Recorded.WorkflowStarted when IsSuspended:
                held.Add(next);
                return [];
            default:
                return [next];
        }
    }
}
