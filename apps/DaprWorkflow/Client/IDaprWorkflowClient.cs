using Dapr.Common;
using Dapr.Workflow.Client;
using Grpc.Core;

namespace Dapr.Workflow;

/// <summary>Starts workflow instances of this app and looks after them.</summary>
/// <remarks>
/// Calls throw <see cref="RpcException"/> for errors of the sidecar, <see cref="OperationCanceledException"/> when cancelled and
/// <see cref="NotSupportedException"/> when the sidecar is too old for them. Starting, terminating, suspending and resuming wait for the
/// effect, which needs a connected worker (Dapr 1.15 and later); after 30 seconds they fail with DeadlineExceeded.
/// </remarks>
public interface IDaprWorkflowClient : IDaprClient, IAsyncDisposable
{
    /// <summary>Starts a workflow now.</summary>
    /// <param name="name">The name of the workflow.</param>
    /// <param name="instanceId">The id of the new instance; null for a generated one. An id in use fails; a finished one is replaced.</param>
    /// <param name="input">The input, carried as JSON.</param>
    /// <returns>The id of the instance.</returns>
    Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId = null, object? input = null);

    /// <summary>Starts a workflow at a point in time.</summary>
    /// <param name="name">The name of the workflow.</param>
    /// <param name="instanceId">The id of the new instance; null for a generated one.</param>
    /// <param name="input">The input, carried as JSON.</param>
    /// <param name="startTime">When to start, UTC unless its kind is local; null for now.</param>
    /// <returns>The id of the instance.</returns>
    Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId, object? input, DateTime? startTime);

    /// <summary>Starts a workflow at a point in time.</summary>
    /// <param name="name">The name of the workflow.</param>
    /// <param name="instanceId">The id of the new instance; null for a generated one.</param>
    /// <param name="input">The input, carried as JSON.</param>
    /// <param name="startTime">When to start; null for now.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The id of the instance.</returns>
    Task<string> ScheduleNewWorkflowAsync(
        string name,
        string? instanceId,
        object? input,
        DateTimeOffset? startTime,
        CancellationToken cancellation = default);

    /// <summary>Reads the state of an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, output, custom status and failure come along.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The state; <see cref="WorkflowState.Exists"/> is false when there is no such instance.</returns>
    Task<WorkflowState> GetWorkflowStateAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default);

    /// <summary>Waits until an instance has started.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, output, custom status and failure come along.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">There is no such instance.</exception>
    Task<WorkflowState> WaitForWorkflowStartAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default);

    /// <summary>Waits until an instance has ended, however it ends.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, output, custom status and failure come along.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">There is no such instance.</exception>
    Task<WorkflowState> WaitForWorkflowCompletionAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default);

    /// <summary>Raises an event for an instance; it is kept until the workflow waits for it.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="eventName">The name, compared without regard to case.</param>
    /// <param name="eventPayload">The payload, carried as JSON.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);

    /// <summary>Terminates an instance and its children. Activities that run go on running.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="output">What becomes its output, carried as JSON.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task TerminateWorkflowAsync(string instanceId, object? output = null, CancellationToken cancellation = default);

    /// <summary>Suspends an instance: it does nothing new until it is resumed.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">Why, for the history.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task SuspendWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Resumes a suspended instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">Why, for the history.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task ResumeWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Removes an ended instance and its children with all they have stored.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>False when there was nothing to remove.</returns>
    Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellation = default);

    /// <summary>Lists the ids of all instances of this app. Needs Dapr 1.17.</summary>
    /// <param name="continuationToken">Where the page before ended; null for the first page.</param>
    /// <param name="pageSize">At most so many ids, at least 1; null leaves it to the sidecar.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task<WorkflowInstancePage> ListInstanceIdsAsync(
        string? continuationToken = null, int? pageSize = null, CancellationToken cancellation = default);

    /// <summary>Reads what has happened in an instance. Needs Dapr 1.17.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task<IReadOnlyList<WorkflowHistoryEvent>> GetInstanceHistoryAsync(string instanceId, CancellationToken cancellation = default);

    /// <summary>Starts a new instance from a point in the history of an ended one. Needs Dapr 1.16.</summary>
    /// <param name="sourceInstanceId">The ended instance.</param>
    /// <param name="eventId">The id of the event in its history to start from.</param>
    /// <param name="options">The new id and the new input.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The id of the new instance.</returns>
    /// <exception cref="ArgumentException">An input is given, but not that it replaces the old one.</exception>
    Task<string> RerunWorkflowFromEventAsync(
        string sourceInstanceId,
        uint eventId,
        RerunWorkflowFromEventOptions? options = null,
        CancellationToken cancellation = default);
}
