using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>What clients see of an instance, kept up to date event by event.</summary>
internal sealed class InstanceState(HistoryEvent start)
{
    private ExecutionStartedEvent _started = start.ExecutionStarted;
    private ExecutionCompletedEvent? _completed;
    private Timestamp? _created;
    private Timestamp? _updated;
    private bool _suspended;

    public string? CustomStatus { get; set; }

    public bool IsCompleted => _completed is not null;

    public WorkflowStatus Status =>
        _completed?.WorkflowStatus
        ?? (_created is null ? WorkflowStatus.Pending : _suspended ? WorkflowStatus.Suspended : WorkflowStatus.Running);

    public void Apply(HistoryEvent happened)
    {
        switch (happened.EventCase)
        {
            case HistoryEvent.EventOneofCase.ExecutionStarted:
                _started = happened.ExecutionStarted;
                _created = happened.Timestamp;
                _suspended = false;
                break;
            case HistoryEvent.EventOneofCase.ExecutionCompleted:
                _completed = happened.ExecutionCompleted;
                break;
            case HistoryEvent.EventOneofCase.ExecutionSuspended:
                _suspended = true;
                break;
            case HistoryEvent.EventOneofCase.ExecutionResumed:
                _suspended = false;
                break;
        }

        _updated = happened.Timestamp;
    }

    /// <summary>The parts that every daprd since 1.13 fills.</summary>
    public WorkflowState Describe(bool payloads)
    {
        var described = new WorkflowState
        {
            InstanceId = _started.WorkflowInstance.InstanceId,
            Name = _started.Name,
            WorkflowStatus = Status,
            CreatedTimestamp = _created,
            LastUpdatedTimestamp = _updated,
        };
        if (payloads && _created is not null)
        {
            described.Input = _started.Input;
            described.Output = _completed?.Result;
            described.CustomStatus = CustomStatus;
            described.FailureDetails = _completed?.FailureDetails;
        }

        return described;
    }
}
