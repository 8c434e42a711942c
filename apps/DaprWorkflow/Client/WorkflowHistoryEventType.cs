namespace Dapr.Workflow.Client;

/// <summary>What can happen in an instance.</summary>
public enum WorkflowHistoryEventType
{
    /// <summary>Something this version does not know.</summary>
    Unknown = 0,

    /// <summary>The instance was started.</summary>
    ExecutionStarted,

    /// <summary>The instance ended.</summary>
    ExecutionCompleted,

    /// <summary>Somebody terminated the instance.</summary>
    ExecutionTerminated,

    /// <summary>An activity was called.</summary>
    TaskScheduled,

    /// <summary>An activity ended with a result.</summary>
    TaskCompleted,

    /// <summary>An activity ended with an error.</summary>
    TaskFailed,

    /// <summary>A child workflow was started.</summary>
    SubOrchestrationInstanceCreated,

    /// <summary>A child workflow ended with a result.</summary>
    SubOrchestrationInstanceCompleted,

    /// <summary>A child workflow ended without a result.</summary>
    SubOrchestrationInstanceFailed,

    /// <summary>A timer was set.</summary>
    TimerCreated,

    /// <summary>A timer fired.</summary>
    TimerFired,

    /// <summary>A turn began.</summary>
    OrchestratorStarted,

    /// <summary>A turn ended.</summary>
    OrchestratorCompleted,

    /// <summary>An event was sent.</summary>
    EventSent,

    /// <summary>An event was raised for the instance.</summary>
    EventRaised,

    /// <summary>Something else, in words.</summary>
    GenericEvent,

    /// <summary>A snapshot of the state.</summary>
    HistoryState,

    /// <summary>The instance started over.</summary>
    ContinueAsNew,

    /// <summary>Somebody suspended the instance.</summary>
    ExecutionSuspended,

    /// <summary>Somebody resumed the instance.</summary>
    ExecutionResumed,

    /// <summary>No fitting worker is there.</summary>
    ExecutionStalled,
}
