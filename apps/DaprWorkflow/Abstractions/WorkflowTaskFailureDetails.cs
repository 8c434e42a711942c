using System.Reflection;

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
    /// <returns>
    /// False also for a derived type from another assembly than the given type's or the runtime's own: whether that one is loaded can
    /// differ between replays.
    /// </returns>
    public bool IsCausedBy<T>()
        where T : Exception =>
        ErrorType == typeof(T).FullName || (FindType(typeof(T).Assembly) is { } type && typeof(T).IsAssignableFrom(type));

    /// <summary>The type and the message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    // Names that are not plain type names could make the runtime load assemblies, or throw.
    private Type? FindType(Assembly assembly) => ErrorType.Length == 0 || ErrorType.AsSpan().ContainsAny(',', '[')
        ? null
        : assembly.GetType(ErrorType) ?? typeof(object).Assembly.GetType(ErrorType);
}
