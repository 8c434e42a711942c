namespace Dapr.Workflow;

/// <summary>How much of a workflow's history its activities and children get to see. Sidecars before 1.18 ignore it.</summary>
public enum HistoryPropagationScope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The caller's own history.</summary>
    OwnHistory = 1,

    /// <summary>The caller's own history and what was propagated to the caller.</summary>
    Lineage = 2,
}
