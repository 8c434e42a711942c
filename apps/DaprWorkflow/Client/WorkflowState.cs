using Dapr.Common.Serialization;
using Dapr.Workflow.Runtime;

namespace Dapr.Workflow;

/// <summary>The state of a workflow instance when it was asked for.</summary>
public sealed class WorkflowState
{
    private readonly Protocol.WorkflowState? state;
    private readonly IDaprSerializer? serializer;

    internal WorkflowState(Protocol.WorkflowState? state, IDaprSerializer serializer)
    {
        this.state = state;
        this.serializer = serializer;
        FailureDetails = Failures.ToPublic(state?.FailureDetails);
    }

    /// <summary>The name of the workflow; null when there is no such instance.</summary>
    public string? WorkflowName => state?.Name;

    /// <summary>False when there is no such instance.</summary>
    public bool Exists => state is not null;

    /// <summary>True while the status is <see cref="WorkflowRuntimeStatus.Running"/>.</summary>
    public bool IsWorkflowRunning => RuntimeStatus == WorkflowRuntimeStatus.Running;

    /// <summary>True once it is completed, failed or terminated.</summary>
    public bool IsWorkflowCompleted =>
        RuntimeStatus is WorkflowRuntimeStatus.Completed or WorkflowRuntimeStatus.Failed or WorkflowRuntimeStatus.Terminated;

    /// <summary>When it was created; the default value when unknown.</summary>
    public DateTimeOffset CreatedAt => state?.CreatedTimestamp?.ToDateTimeOffset() ?? default;

    /// <summary>When something last happened; the default value when unknown.</summary>
    public DateTimeOffset LastUpdatedAt => state?.LastUpdatedTimestamp?.ToDateTimeOffset() ?? default;

    /// <summary>Where it is in its life.</summary>
    public WorkflowRuntimeStatus RuntimeStatus =>
        state is not null && Enum.IsDefined((WorkflowRuntimeStatus)state.WorkflowStatus)
            ? (WorkflowRuntimeStatus)state.WorkflowStatus
            : WorkflowRuntimeStatus.Unknown;

    /// <summary>Why it failed; null unless it failed and inputs and outputs were asked for.</summary>
    public WorkflowTaskFailureDetails? FailureDetails { get; }

    /// <summary>The input.</summary>
    /// <typeparam name="T">The type it is read as.</typeparam>
    /// <returns>The default value when there is none.</returns>
    public T? ReadInputAs<T>() => Read<T>(state?.Input);

    /// <summary>The result.</summary>
    /// <typeparam name="T">The type it is read as.</typeparam>
    /// <returns>The default value when there is none.</returns>
    public T? ReadOutputAs<T>() => Read<T>(state?.Output);

    /// <summary>The custom status the workflow has set.</summary>
    /// <typeparam name="T">The type it is read as.</typeparam>
    /// <returns>The default value when there is none.</returns>
    public T? ReadCustomStatusAs<T>() => Read<T>(state?.CustomStatus);

    // Sidecars up to 1.14 send an empty text for what is not there.
    private T? Read<T>(string? json) => string.IsNullOrEmpty(json) ? default : serializer!.Deserialize<T>(json);
}
