namespace Dapr.Workflow;

/// <summary>One activity call in a propagated history.</summary>
/// <param name="Name">The name of the activity.</param>
/// <param name="Status">How far it got.</param>
/// <param name="Input">Its input as JSON.</param>
/// <param name="Output">Its result as JSON, once completed.</param>
/// <param name="FailureDetails">Why it failed, once failed.</param>
public sealed record PropagatedHistoryActivityResult(
    string Name,
    PropagatedHistoryStatus Status,
    string? Input,
    string? Output,
    WorkflowTaskFailureDetails? FailureDetails);
