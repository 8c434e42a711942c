using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Runtime;

/// <summary>
/// Which patches an instance runs with. A patch is on from the first turn that comes to it fresh; a turn that replays over the place
/// without the patch in its history keeps it off. The sidecar (1.17) stalls an instance whose worker lacks a patch it has seen.
/// </summary>
/// <param name="history">All events of the turn.</param>
internal sealed class PatchLog(IEnumerable<HistoryEvent> history)
{
    private readonly HashSet<string> known =
        [.. history.SelectMany(past => past.WorkflowStarted?.Version?.Patches ?? Enumerable.Empty<string>())];
    private readonly Dictionary<string, bool> decisions = new(StringComparer.Ordinal);
    private readonly List<string> applied = [];

    public bool IsPatched(string name, bool isReplaying)
    {
        if (decisions.TryGetValue(name, out var decided))
            return decided;

        var patched = known.Contains(name) || !isReplaying;
        decisions.Add(name, patched);
        if (patched)
            applied.Add(name);
        return patched;
    }

    /// <summary>What the response says; null when no patch is used.</summary>
    public WorkflowVersion? ToVersion() => applied.Count == 0 ? null : new WorkflowVersion { Patches = { applied } };
}
