namespace Dapr.Workflow;

/// <summary>Thrown in workflow code when an activity or a child workflow it awaits has failed, after all retries.</summary>
/// <param name="message">What failed.</param>
/// <param name="failureDetails">Why it failed.</param>
public class WorkflowTaskFailedException(string message, WorkflowTaskFailureDetails failureDetails) : Exception(message)
{
    /// <summary>Why it failed.</summary>
    public WorkflowTaskFailureDetails FailureDetails { get; } = failureDetails ?? throw new ArgumentNullException(nameof(failureDetails));
}
