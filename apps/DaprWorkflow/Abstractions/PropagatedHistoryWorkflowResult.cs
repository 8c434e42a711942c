namespace Dapr.Workflow;

/// <summary>One child workflow in a propagated history.</summary>
/// <param name="Name">The name of the workflow.</param>
/// <param name="Status">How far it got.</param>
/// <param name="Output">Its result as JSON, once completed.</param>
/// <param name="FailureDetails">Why it failed, once failed.</param>
public sealed record PropagatedHistoryWorkflowResult(
    string Name,
    PropagatedHistoryStatus Status,
    string? Output,
    WorkflowTaskFailureDetails? FailureDetails);
