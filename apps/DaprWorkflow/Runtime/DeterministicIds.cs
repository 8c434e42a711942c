namespace Dapr.Workflow.Runtime;

/// <summary>Ids that come out the same on every replay of an instance.</summary>
/// <param name="instanceId">The instance.</param>
/// <param name="generation">What tells the rounds of a continued-as-new instance apart, since task ids start over in each.</param>
internal sealed class DeterministicIds(string instanceId, string generation)
{
    // The namespace the official worker derives ids from, so that instances keep their ids when the worker is exchanged.
    private static readonly Guid InstanceSpace = new("6f927a2e-9c7e-4a1d-9b8d-7a86f2e7f62f");

    private readonly Guid space = Guid.TryParse(instanceId, out var id) ? id : NameBasedGuid.Create(InstanceSpace, instanceId);
    private int counter;

    public Guid NewGuid() => NameBasedGuid.Create(space, $"{instanceId}_{counter++}");

    /// <summary>The idempotency key of an activity call.</summary>
    /// <param name="taskId">The id of its first attempt.</param>
    /// <param name="name">The name of the activity.</param>
    public string TaskExecutionId(int taskId, string name) =>
        NameBasedGuid.Create(space, $"{instanceId}|{generation}|activity|{taskId}|{name}").ToString("N");
}
