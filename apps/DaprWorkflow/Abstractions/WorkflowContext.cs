using Microsoft.Extensions.Logging;

namespace Dapr.Workflow;

/// <summary>
/// What workflow code may use: everything here behaves the same on every replay. It must be used on the workflow's own thread only,
/// that is in code that awaits nothing but tasks from here (no <c>Task.Run</c>, no I/O, no <c>ConfigureAwait(false)</c>).
/// </summary>
public abstract class WorkflowContext : IWorkflowContext
{
    /// <summary>The name of the workflow.</summary>
    public abstract string Name { get; }

    /// <summary>The id of this instance.</summary>
    public abstract string InstanceId { get; }

    /// <inheritdoc />
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <inheritdoc />
    public abstract bool IsReplaying { get; }

    /// <inheritdoc />
    public abstract bool IsPatched(string patchName);

    /// <summary>Calls an activity and awaits its end.</summary>
    /// <param name="name">The name of the activity.</param>
    /// <param name="input">Its input, carried as JSON.</param>
    /// <param name="options">Retries and target app.</param>
    /// <exception cref="WorkflowTaskFailedException">The activity failed, also after all retries.</exception>
    public virtual Task CallActivityAsync(string name, object? input = null, WorkflowTaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity and awaits its result.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">The name of the activity.</param>
    /// <param name="input">Its input, carried as JSON.</param>
    /// <param name="options">Retries and target app.</param>
    /// <exception cref="WorkflowTaskFailedException">The activity failed, also after all retries.</exception>
    public abstract Task<T> CallActivityAsync<T>(string name, object? input = null, WorkflowTaskOptions? options = null);

    /// <summary>Waits durably. Sidecars before 1.18 may end the wait up to one second early.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="cancellationToken">Ends the wait with a <see cref="TaskCanceledException"/>; cancel it from workflow code only.</param>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken = default) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Waits durably until a point in time. Sidecars before 1.18 may end the wait up to one second early.</summary>
    /// <param name="fireAt">When to go on; UTC unless its kind is local.</param>
    /// <param name="cancellationToken">Ends the wait with a <see cref="TaskCanceledException"/>; cancel it from workflow code only.</param>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an event raised from outside. An event that came before anybody waited for it is not lost.</summary>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <param name="eventName">The name, compared without regard to case.</param>
    /// <param name="cancellationToken">Ends the wait with a <see cref="TaskCanceledException"/>; cancel it from workflow code only.</param>
    public abstract Task<T> WaitForExternalEventAsync<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an event raised from outside, but not forever.</summary>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <param name="eventName">The name, compared without regard to case.</param>
    /// <param name="timeout">How long; negative for forever, zero for not at all.</param>
    /// <exception cref="TaskCanceledException">The time is over.</exception>
    public abstract Task<T> WaitForExternalEventAsync<T>(string eventName, TimeSpan timeout);

    /// <summary>
    /// Raises an event for another instance of this app. It is delivered at least once before this workflow ends; a receiver that does
    /// not exist is logged, not reported.
    /// </summary>
    /// <param name="instanceId">The receiver.</param>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="payload">The payload, carried as JSON.</param>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Sets what clients read as the custom status.</summary>
    /// <param name="customStatus">The new value, carried as JSON; null to clear it.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Starts another workflow and awaits its end.</summary>
    /// <param name="workflowName">The name of the workflow.</param>
    /// <param name="input">Its input, carried as JSON.</param>
    /// <param name="options">Its id, retries and target app.</param>
    /// <exception cref="WorkflowTaskFailedException">The child failed or was terminated, also after all retries.</exception>
    public virtual Task CallChildWorkflowAsync(string workflowName, object? input = null, ChildWorkflowTaskOptions? options = null) =>
        CallChildWorkflowAsync<object>(workflowName, input, options);

    /// <summary>Starts another workflow and awaits its result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="workflowName">The name of the workflow.</param>
    /// <param name="input">Its input, carried as JSON.</param>
    /// <param name="options">Its id, retries and target app.</param>
    /// <exception cref="WorkflowTaskFailedException">The child failed or was terminated, also after all retries.</exception>
    public abstract Task<TResult> CallChildWorkflowAsync<TResult>(
        string workflowName,
        object? input = null,
        ChildWorkflowTaskOptions? options = null);

    /// <summary>A logger that is silent while the code replays.</summary>
    /// <param name="categoryName">The category.</param>
    public abstract ILogger CreateReplaySafeLogger(string categoryName);

    /// <summary>A logger that is silent while the code replays.</summary>
    /// <param name="type">The type whose name is the category.</param>
    public abstract ILogger CreateReplaySafeLogger(Type type);

    /// <summary>A logger that is silent while the code replays.</summary>
    /// <typeparam name="T">The type whose name is the category.</typeparam>
    public abstract ILogger CreateReplaySafeLogger<T>();

    /// <summary>
    /// Starts this instance over with an empty history once the workflow code returns; its result is not used, and whatever else it
    /// has scheduled and not awaited is given up.
    /// </summary>
    /// <param name="newInput">The input of the new round.</param>
    /// <param name="preserveUnprocessedEvents">Whether events nobody has waited for go along.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>A new id that is the same on every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>The history that the caller of this workflow let it see; null when there is none.</summary>
    public abstract PropagatedHistory? GetPropagatedHistory();
}
