using Dapr.Workflow.Abstractions;

namespace Dapr.Workflow;

/// <summary>Tells an activity which call it is.</summary>
public abstract class WorkflowActivityContext
{
    /// <summary>The name it was called by.</summary>
    public abstract TaskIdentifier Identifier { get; }

    /// <summary>
    /// The same for every run of one call, retries included, and different for every other call: fit as an idempotency key.
    /// Sidecars before 1.16 do not carry it; there it is unique only per attempt.
    /// </summary>
    public abstract string TaskExecutionKey { get; }

    /// <summary>The id of the workflow instance that called.</summary>
    public abstract string InstanceId { get; }
}
