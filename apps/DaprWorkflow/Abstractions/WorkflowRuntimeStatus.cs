namespace Dapr.Workflow;

/// <summary>Where a workflow instance is in its life.</summary>
public enum WorkflowRuntimeStatus
{
    /// <summary>There is no such instance, or the sidecar told a status this version does not know.</summary>
    Unknown = -1,

    /// <summary>It runs, or waits for something.</summary>
    Running = 0,

    /// <summary>It ended with a result.</summary>
    Completed = 1,

    /// <summary>It starts over with a new input.</summary>
    ContinuedAsNew = 2,

    /// <summary>It ended with an error.</summary>
    Failed = 3,

    /// <summary>It was cancelled.</summary>
    Canceled = 4,

    /// <summary>It was terminated from outside.</summary>
    Terminated = 5,

    /// <summary>It has not started yet.</summary>
    Pending = 6,

    /// <summary>It is suspended until it is resumed.</summary>
    Suspended = 7,

    /// <summary>It cannot go on until a fitting worker appears (Dapr 1.17).</summary>
    Stalled = 8,
}
