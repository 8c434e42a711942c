using System.Diagnostics.CodeAnalysis;

namespace Dapr.Workflow;

/// <summary>What a workflow's callers did before they called it, as far as they let it see (Dapr 1.18).</summary>
/// <param name="events">One entry per calling instance.</param>
public sealed class PropagatedHistory(IReadOnlyList<PropagatedHistoryEvent> events)
{
    /// <summary>One entry per calling instance.</summary>
    public IReadOnlyList<PropagatedHistoryEvent> Events { get; } = events ?? throw new ArgumentNullException(nameof(events));

    /// <summary>The apps that took part, each once.</summary>
    public IReadOnlyList<string> GetAppIds() => [.. Events.Select(entry => entry.AppId).Distinct(StringComparer.Ordinal)];

    /// <summary>The entries of one workflow.</summary>
    /// <param name="name">Its name, compared without regard to case.</param>
    public IReadOnlyList<PropagatedHistoryEvent> GetEventsByWorkflowName(string name) =>
        [.. Events.Where(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The last entry of one workflow.</summary>
    /// <param name="name">Its name, compared without regard to case.</param>
    /// <param name="result">The entry.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGetLastWorkflowEventByName(string name, [NotNullWhen(true)] out PropagatedHistoryEvent? result) =>
        (result = Events.LastOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase))) is not null;

    /// <summary>The entries of one app.</summary>
    /// <param name="appId">The app id.</param>
    public IReadOnlyList<PropagatedHistoryEvent> GetByAppId(string appId) =>
        [.. Events.Where(entry => string.Equals(entry.AppId, appId, StringComparison.Ordinal))];

    /// <summary>The entries of one instance.</summary>
    /// <param name="instanceId">The instance id.</param>
    public IReadOnlyList<PropagatedHistoryEvent> GetByInstanceId(string instanceId) =>
        [.. Events.Where(entry => string.Equals(entry.InstanceId, instanceId, StringComparison.Ordinal))];
}
