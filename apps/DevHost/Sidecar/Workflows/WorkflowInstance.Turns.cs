using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>How an answered turn takes effect.</summary>
internal sealed partial class WorkflowInstance
{
    // MaxContinueAsNewCount of durabletask-go.
    private const int continueLimit = 20;

    // The reminders of daprd repeat a failed run every second.
    private static readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);

    private int continued;

    /// <summary>Takes a worker's answer to the outstanding turn.</summary>
    /// <returns>False when no such turn is outstanding.</returns>
    public bool TryComplete(WorkflowResponse response)
    {
        Turn answered;
        lock (gate)
        {
            if (turn is null || !turn.Matches(response.CompletionToken) || !turn.TryFinish())
                return false;
            answered = turn;
        }

        // The turn stays outstanding until the commit, so nothing but the inbox changes meanwhile.
        var current = generation;
        var outcome = TurnOutcome.Of(hub.AppId, Id, start.ExecutionStarted, answered, response, hub.Time.GetUtcNow());
        var children = new List<WorkflowInstance>(outcome.Children.Count);
        if ((outcome.Rejection ?? ReserveChildren(outcome, children)) is { } reason)
        {
            Withdraw(children);
            Reject(reason);
        }
        else if (TryCommit(answered, outcome, response.CustomStatus))
        {
            Dispatch(answered, outcome, children, current);
        }
        else
        {
            Withdraw(children);
        }

        return true;
    }

    // Children exist before the parent's turn is saved, since a taken id fails the turn, but run only after it.
    private string? ReserveChildren(TurnOutcome outcome, List<WorkflowInstance> children)
    {
        foreach (var childStart in outcome.Children)
        {
            var target = hub.Target(childStart.Router);
            if (target.TryCreate(childStart, new ParentLink(this, generation)) is not { } child)
                return TaskHub.AlreadyExists(childStart.ExecutionStarted.WorkflowInstance.InstanceId);
            children.Add(child);
        }

        return null;
    }

    private static void Withdraw(List<WorkflowInstance> children)
    {
        foreach (var child in children)
            child.hub.Remove(child);
    }

    private void Reject(string reason)
    {
        lock (gate)
            turn = null;
        EngineLog.TurnRejected(hub.Logger, Id, hub.AppId, retryDelay, reason);
        CallAt(hub.Time.GetUtcNow() + retryDelay, Wake);
    }

    private bool TryCommit(Turn answered, TurnOutcome outcome, string? customStatus)
    {
        var paused = false;
        lock (gate)
        {
            if (discarded)
                return false;
            turn = null;
            inbox.RemoveRange(0, answered.Arrived);
            state.CustomStatus = customStatus;
            if (outcome.NextGeneration is { } next)
            {
                paused = Renew(next);
            }
            else
            {
                continued = 0;
                history.AddRange(outcome.Events);
                foreach (var happened in outcome.Events)
                    state.Apply(happened);
                if (state.IsCompleted)
                {
                    inbox.Clear();
                    StopAlarms();
                }
            }

            waiters.Notify(state);
            if (!paused)
                OfferTurn();
        }

        if (paused)
        {
            EngineLog.ContinuedTooOften(hub.Logger, Id, hub.AppId, continueLimit, retryDelay);
            CallAt(hub.Time.GetUtcNow() + retryDelay, Wake);
        }

        return true;
    }

    private bool Renew(List<HistoryEvent> next)
    {
        generation++;
        start = next[0];
        history.Clear();
        inbox.InsertRange(0, next);
        StopAlarms();
        state.Apply(start);
        if (++continued <= continueLimit)
            return false;
        continued = 0;
        return true;
    }

    private void Dispatch(Turn answered, TurnOutcome outcome, List<WorkflowInstance> children, int current)
    {
        foreach (var child in children)
            child.Start();
        foreach (var scheduled in outcome.Activities)
            hub.Target(scheduled.Router).Schedule(new ActivityCall(hub.NextToken(), this, current, scheduled));
        foreach (var timer in outcome.Timers)
            CallAt(timer.TimerCreated.FireAt.ToDateTimeOffset(), () => Post(HistoryEvents.TimerFired(hub.Time.GetUtcNow(), timer), current));
        if (outcome.Completed is not { } completed)
            return;

        EngineLog.Ended(hub.Logger, Id, hub.AppId, completed.ExecutionCompleted.WorkflowStatus);
        if (outcome.ToParent is { } result)
            parent?.Parent.Post(result, parent.Generation);
        var termination = answered.NewEvents.FirstOrDefault(happened => happened.ExecutionTerminated is { Recurse: true });
        if (termination is null)
            return;
        foreach (var (target, childId) in Children())
            target.TryPost(childId, HistoryEvents.Terminated(hub.Time.GetUtcNow(), termination.ExecutionTerminated.Input, recurse: true));
    }
}
