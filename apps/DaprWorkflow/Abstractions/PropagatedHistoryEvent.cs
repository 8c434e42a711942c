using System.Diagnostics.CodeAnalysis;

namespace Dapr.Workflow;

/// <summary>What one workflow instance among the callers did.</summary>
/// <param name="instanceId">The id of the instance.</param>
/// <param name="appId">The app it ran in.</param>
/// <param name="name">The name of the workflow.</param>
/// <param name="activities">Its activity calls in the order they were made.</param>
/// <param name="childWorkflows">Its child workflows in the order they were started.</param>
public sealed class PropagatedHistoryEvent(
    string instanceId,
    string appId,
    string name,
    IReadOnlyList<PropagatedHistoryActivityResult> activities,
    IReadOnlyList<PropagatedHistoryWorkflowResult> childWorkflows)
{
    /// <summary>The id of the instance.</summary>
    public string InstanceId { get; } = instanceId ?? throw new ArgumentNullException(nameof(instanceId));

    /// <summary>The app it ran in.</summary>
    public string AppId { get; } = appId ?? throw new ArgumentNullException(nameof(appId));

    /// <summary>The name of the workflow.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>Its activity calls in the order they were made.</summary>
    public IReadOnlyList<PropagatedHistoryActivityResult> Activities { get; } =
        activities ?? throw new ArgumentNullException(nameof(activities));

    /// <summary>Its child workflows in the order they were started.</summary>
    public IReadOnlyList<PropagatedHistoryWorkflowResult> Workflows { get; } =
        childWorkflows ?? throw new ArgumentNullException(nameof(childWorkflows));

    /// <summary>The calls of one activity, oldest first.</summary>
    /// <param name="name">The name, compared without regard to case.</param>
    public IReadOnlyList<PropagatedHistoryActivityResult> GetActivitiesByName(string name) =>
        [.. Activities.Where(activity => Same(activity.Name, name))];

    /// <summary>The last call of one activity.</summary>
    /// <param name="name">The name, compared without regard to case.</param>
    /// <param name="result">The call.</param>
    /// <returns>False when there was none.</returns>
    public bool TryGetLastActivityByName(string name, [NotNullWhen(true)] out PropagatedHistoryActivityResult? result) =>
        (result = Activities.LastOrDefault(activity => Same(activity.Name, name))) is not null;

    /// <summary>The runs of one child workflow, oldest first.</summary>
    /// <param name="name">The name, compared without regard to case.</param>
    public IReadOnlyList<PropagatedHistoryWorkflowResult> GetWorkflowsByName(string name) =>
        [.. Workflows.Where(workflow => Same(workflow.Name, name))];

    /// <summary>The last run of one child workflow.</summary>
    /// <param name="name">The name, compared without regard to case.</param>
    /// <param name="result">The run.</param>
    /// <returns>False when there was none.</returns>
    public bool TryGetLastWorkflowByName(string name, [NotNullWhen(true)] out PropagatedHistoryWorkflowResult? result) =>
        (result = Workflows.LastOrDefault(workflow => Same(workflow.Name, name))) is not null;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
