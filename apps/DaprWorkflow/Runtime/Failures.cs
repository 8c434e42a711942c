using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Runtime;

/// <summary>Translates between exceptions and the failure details of the protocol.</summary>
internal static class Failures
{
    public static TaskFailureDetails FromException(Exception exception) => exception is WorkflowCodeException broken
        ? new TaskFailureDetails { ErrorType = broken.ErrorType, ErrorMessage = broken.Message, IsNonRetriable = true }
        : new TaskFailureDetails
        {
            ErrorType = exception.GetType().FullName ?? exception.GetType().Name,
            ErrorMessage = exception.Message ?? "",
            StackTrace = exception.StackTrace,
        };

    public static WorkflowTaskFailedException ToException(string subject, TaskFailureDetails? details)
    {
        var known = ToPublic(details) ?? new WorkflowTaskFailureDetails("Unknown", "The sidecar gave no reason.");
        return new WorkflowTaskFailedException($"{subject} failed: {known.ErrorMessage}", known);
    }

    public static WorkflowTaskFailureDetails? ToPublic(TaskFailureDetails? details) => details is null
        ? null
        : new WorkflowTaskFailureDetails(details.ErrorType, details.ErrorMessage, details.StackTrace)
        {
            IsNonRetriable = details.IsNonRetriable,
        };
}
