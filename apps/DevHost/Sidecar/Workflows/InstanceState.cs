using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>What clients see of an instance, kept up to date event by event.</summary>
internal sealed class InstanceState(HistoryEvent start)
{
    private ExecutionStartedEvent started = start.ExecutionStarted;
    private ExecutionCompletedEvent? completed;
    private Timestamp? created;
    private Timestamp? updated;
    private bool suspended;

    public string? CustomStatus { get; set; }

    public bool IsCompleted => completed is not null;

    public WorkflowStatus Status =>
        completed?.WorkflowStatus
        ?? (created is null ? WorkflowStatus.Pending : suspended ? WorkflowStatus.Suspended : WorkflowStatus.Running);

    public void Apply(HistoryEvent happened)
    {
        switch (happened.EventCase)
        {
            case HistoryEvent.EventOneofCase.ExecutionStarted:
                started = happened.ExecutionStarted;
                created = happened.Timestamp;
                suspended = false;
                break;
            case HistoryEvent.EventOneofCase.ExecutionCompleted:
                completed = happened.ExecutionCompleted;
                break;
            case HistoryEvent.EventOneofCase.ExecutionSuspended:
                suspended = true;
                break;
            case HistoryEvent.EventOneofCase.ExecutionResumed:
                suspended = false;
                break;
        }

        updated = happened.Timestamp;
    }

    /// <summary>The parts that every daprd since 1.13 fills.</summary>
    public WorkflowState Describe(bool payloads)
    {
        var described = new WorkflowState
        {
            InstanceId = started.WorkflowInstance.InstanceId,
            Name = started.Name,
            WorkflowStatus = Status,
            CreatedTimestamp = created,
            LastUpdatedTimestamp = updated,
        };
        if (payloads && created is not null)
        {
            described.Input = started.Input;
            described.Output = completed?.Result;
            described.CustomStatus = CustomStatus;
            described.FailureDetails = completed?.FailureDetails;
        }

        return described;
    }
}
