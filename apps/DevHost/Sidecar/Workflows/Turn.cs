using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>One run of a workflow's code over its history and what has arrived since.</summary>
internal sealed class Turn : PendingWork
{
    private readonly WorkflowRequest _request;

    /// <param name="token">The completion token.</param>
    /// <param name="instanceId">The workflow instance.</param>
    /// <param name="history">What earlier turns have left; copied.</param>
    /// <param name="started">The workflowStarted event that carries this turn's time.</param>
    /// <param name="inbox">What has arrived since; copied.</param>
    public Turn(string token, string instanceId, List<HistoryEvent> history, HistoryEvent started, List<HistoryEvent> inbox)
        : base(token)
    {
        _request = new WorkflowRequest { InstanceId = instanceId };
        _request.PastEvents.AddRange(history);
        _request.NewEvents.Add(started);
        _request.NewEvents.AddRange(inbox);
        Arrived = inbox.Count;
    }

    public IReadOnlyList<HistoryEvent> NewEvents => _request.NewEvents;

    /// <summary>How many events of the inbox the turn has taken.</summary>
    public int Arrived { get; }

    protected override void Fill(WorkItem item) => item.WorkflowRequest = _request;
}
