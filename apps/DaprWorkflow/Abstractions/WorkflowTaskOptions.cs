namespace Dapr.Workflow;

/// <summary>How one activity call is made.</summary>
/// <param name="RetryPolicy">When to call again after a failure; null for never.</param>
/// <param name="TargetAppId">The app that has the activity; null for this one. Needs Dapr 1.16.</param>
/// <param name="PropagationScope">How much history goes along. Needs Dapr 1.18.</param>
public record WorkflowTaskOptions(
    WorkflowRetryPolicy? RetryPolicy = null,
    string? TargetAppId = null,
    HistoryPropagationScope PropagationScope = HistoryPropagationScope.None)
{
    /// <summary>A copy with another scope.</summary>
    /// <param name="scope">The scope.</param>
    public WorkflowTaskOptions WithHistoryPropagation(HistoryPropagationScope scope) => this with { PropagationScope = scope };
}
