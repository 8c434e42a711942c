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

    /// <summary>Tells whether the exception was of the given type or a type derived from it.</summary>
    /// <typeparam name="T">The exception type.</typeparam>
    /// <returns>False also when the exception's type is not loaded in this process.</returns>
    public bool IsCausedBy<T>()
        where T : Exception =>
        ErrorType == typeof(T).FullName || (FindType(ErrorType) is { } type && typeof(T).IsAssignableFrom(type));

    /// <summary>The type and the message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private static Type? FindType(string name) =>
        AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic)
            .Select(assembly => assembly.GetType(name, throwOnError: false))
            .FirstOrDefault(type => type is not null);
}
