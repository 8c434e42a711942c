namespace Dapr.Workflow;

/// <summary>How one child workflow is started.</summary>
/// <param name="InstanceId">The child's id; null for a generated one that is the same on every replay.</param>
/// <param name="RetryPolicy">When to start it again after a failure; null for never.</param>
/// <param name="TargetAppId">The app that has the workflow; null for this one. Needs Dapr 1.16.</param>
/// <param name="PropagationScope">How much history goes along. Needs Dapr 1.18.</param>
public record ChildWorkflowTaskOptions(
    string? InstanceId = null,
    WorkflowRetryPolicy? RetryPolicy = null,
    string? TargetAppId = null,
    HistoryPropagationScope PropagationScope = HistoryPropagationScope.None)
    : WorkflowTaskOptions(RetryPolicy, TargetAppId, PropagationScope)
{
    /// <summary>A copy with another scope.</summary>
    /// <param name="scope">The scope.</param>
    public new ChildWorkflowTaskOptions WithHistoryPropagation(HistoryPropagationScope scope) => this with { PropagationScope = scope };
}
