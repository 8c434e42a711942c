namespace Dapr.Workflow;

/// <summary>How far a call in a propagated history got.</summary>
public enum PropagatedHistoryStatus
{
    /// <summary>It had not ended.</summary>
    Pending = 0,

    /// <summary>It ended with a result.</summary>
    Completed = 1,

    /// <summary>It ended with an error.</summary>
    Failed = 2,
}
