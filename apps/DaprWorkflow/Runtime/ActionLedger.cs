using Dapr.Workflow.Protocol;
using Asked = Dapr.Workflow.Protocol.WorkflowAction.ActionOneofCase;

namespace Dapr.Workflow.Runtime;

/// <summary>
/// What the workflow code has asked for in this replay: the actions that the history does not confirm are new and go into the response.
/// Ids are counted in program order, so the same code over the same history asks for the same things under the same ids.
/// </summary>
internal sealed class ActionLedger
{
    private readonly SortedDictionary<int, WorkflowAction> pending = [];
    private readonly Dictionary<int, OpenTask> open = [];

    /// <summary>The id the next action gets.</summary>
    public int NextId { get; private set; }

    public IEnumerable<WorkflowAction> Pending => pending.Values;

    public bool HasOpenTasks => open.Count > 0;

    /// <summary>Records an action and opens a task for its outcome.</summary>
    /// <param name="action">The action without its id.</param>
    public ScheduledTask Schedule(WorkflowAction action)
    {
        action.Id = NextId++;
        pending.Add(action.Id, action);
        var outcome = new TaskCompletionSource<string?>();
        open.Add(action.Id, new OpenTask(action, outcome));
        return new ScheduledTask(action.Id, outcome.Task);
    }

    /// <summary>Matches an event that records an action of an earlier turn with what the code asked for now.</summary>
    /// <exception cref="WorkflowCodeException">They differ.</exception>
    public void Confirm(HistoryEvent recorded)
    {
        if (!pending.TryGetValue(recorded.EventId, out var asked) || !ActionText.Matches(recorded, asked))
            throw new WorkflowCodeException(WorkflowCodeException.NotDeterministic, ActionText.Mismatch(recorded, asked));
        pending.Remove(recorded.EventId);
    }

    /// <summary>Ends a task well. A task that is not open has ended before or was given up: nothing happens.</summary>
    /// <remarks>
    /// The record of the action may be missing: a sidecar that crashed after it had sent the action out, and before it had saved the
    /// turn, delivers the outcome together with the repeated turn.
    /// </remarks>
    public void Complete(int id, Asked kind, string? result)
    {
        if (Take(id, kind) is { } task)
            task.Outcome.TrySetResult(result);
    }

    /// <summary>Ends a task badly, or does nothing when it is not open.</summary>
    public void Fail(int id, Asked kind, TaskFailureDetails? details)
    {
        if (Take(id, kind) is { } task)
            task.Outcome.TrySetException(Failures.ToException(ActionText.Subject(task.Action), details));
    }

    /// <summary>Gives a timer up. Its action stays: there is no way to take it back.</summary>
    public void CancelTimer(int id, CancellationToken cancellationToken) =>
        Take(id, Asked.CreateTimer)?.Outcome.TrySetCanceled(cancellationToken);

    private OpenTask? Take(int id, Asked kind)
    {
        if (!open.TryGetValue(id, out var task) || task.Action.ActionCase != kind)
            return null;
        open.Remove(id);
        return task;
    }

    private sealed record OpenTask(WorkflowAction Action, TaskCompletionSource<string?> Outcome);
}
