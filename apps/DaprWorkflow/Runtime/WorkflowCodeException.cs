namespace Dapr.Workflow.Runtime;

/// <summary>The workflow code broke a rule of replay; the instance fails for good with this error.</summary>
/// <param name="errorType">The error type clients read.</param>
/// <param name="message">One sentence for the developer of the workflow.</param>
internal sealed class WorkflowCodeException(string errorType, string message) : Exception(message)
{
    public const string NotDeterministic = "NonDeterministicWorkflow";
    public const string NotFound = "WorkflowNotFound";
    public const string Stuck = "WorkflowAwaitsForeignTask";
    public const string TooLarge = "OutcomeTooLarge";

    public string ErrorType { get; } = errorType;
}
