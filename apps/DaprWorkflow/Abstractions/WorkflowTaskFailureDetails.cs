namespace Dapr.Workflow;

/// <summary>Why an activity or a workflow failed.</summary>
/// <param name="errorType">The full name of the exception type, or a name given by the worker or the sidecar.</param>
/// <param name="errorMessage">The message of the exception.</param>
/// <param name="stackTrace">Its stack trace, if known. Not for users.</param>
public class WorkflowTaskFailureDetails(string errorType, string errorMessage, string? stackTrace = null)
{
    /// <summary>The full name of the exception type, or a name given by the worker or the sidecar.</summary>
    public string ErrorType { get; } = errorType ?? throw new ArgumentNullException(nameof(errorType));

    /// <summary>The message of the exception.</summary>
    public string ErrorMessage { get; } = errorMessage ?? throw new ArgumentNullException(nameof(errorMessage));

    /// <summary>The stack trace, if known. Not for users.</summary>
    public string? StackTrace { get; } = stackTrace;

    internal bool IsNonRetriable { get; init; }

    /// <summary>
    /// Tells whether the exception was of the given type or a type derived from it. Only exceptions of the core library and of this one
    /// are known, as in the package; compare <see cref="ErrorType"/> for others.
    /// </summary>
    /// <typeparam name="T">The exception type.</typeparam>
    public bool IsCausedBy<T>()
        where T : Exception => FindType() is { } type && typeof(T).IsAssignableFrom(type);

    /// <summary>The type and the message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    // Other assemblies may be loaded on one replay and not on the next. Names that are not plain type names could make the runtime throw.
    private Type? FindType() => ErrorType.Length == 0 || ErrorType.AsSpan().ContainsAny(',', '[')
        ? null
        : typeof(object).Assembly.GetType(ErrorType) ?? typeof(WorkflowTaskFailureDetails).Assembly.GetType(ErrorType);
}
