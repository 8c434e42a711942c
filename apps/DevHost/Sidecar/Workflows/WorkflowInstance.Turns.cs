using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>How an answered turn takes effect.</summary>
internal sealed partial class WorkflowInstance
{
    // MaxContinueAsNewCount of durabletask-go.
    private const int ContinueLimit = 20;

    // The reminders of daprd repeat a failed run every second.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private int _continued;

    /// <summary>Takes a worker's answer to the outstanding turn.</summary>
    /// <returns>False when no such turn is outstanding.</returns>
    public bool TryComplete(WorkflowResponse response)
    {
        Turn answered;
        lock (_gate)
        {
            if (_turn is null || !_turn.Matches(response.CompletionToken) || !_turn.TryFinish())
                return false;
            answered = _turn;
        }

        // The turn stays outstanding until the commit, so nothing but the inbox changes meanwhile.
        var current = _generation;
        var outcome = TurnOutcome.Of(_hub.AppId, Id, _start.ExecutionStarted, answered, response, _hub.Time.GetUtcNow());
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
            var target = _hub.Target(childStart.Router);
            if (target.TryCreate(childStart, new ParentLink(this, _generation)) is not { } child)
                return TaskHub.AlreadyExists(childStart.ExecutionStarted.WorkflowInstance.InstanceId);
            children.Add(child);
        }

        return null;
    }

    private static void Withdraw(List<WorkflowInstance> children)
    {
        foreach (var child in children)
            child._hub.Remove(child);
    }

    private void Reject(string reason)
    {
        lock (_gate)
            _turn = null;
        EngineLog.TurnRejected(_hub.Logger, Id, _hub.AppId, RetryDelay, reason);
        CallAt(_hub.Time.GetUtcNow() + RetryDelay, Wake);
    }

    private bool TryCommit(Turn answered, TurnOutcome outcome, string? customStatus)
    {
        var paused = false;
        lock (_gate)
        {
            if (_discarded)
                return false;
            _turn = null;
            _inbox.RemoveRange(0, answered.Arrived);
            _state.CustomStatus = customStatus;
            if (outcome.NextGeneration is { } next)
            {
                paused = Renew(next);
            }
            else
            {
                _continued = 0;
                _history.AddRange(outcome.Events);
                foreach (var happened in outcome.Events)
                    _state.Apply(happened);
                if (_state.IsCompleted)
                {
                    _inbox.Clear();
                    StopAlarms();
                }
            }

            _waiters.Notify(_state);
            if (!paused)
                OfferTurn();
        }

        if (paused)
        {
            EngineLog.ContinuedTooOften(_hub.Logger, Id, _hub.AppId, ContinueLimit, RetryDelay);
            CallAt(_hub.Time.GetUtcNow() + RetryDelay, Wake);
        }

        return true;
    }

    private bool Renew(List<HistoryEvent> next)
    {
        _generation++;
        _start = next[0];
        _history.Clear();
        _inbox.InsertRange(0, next);
        StopAlarms();
        _state.Apply(_start);
        if (++_continued <= ContinueLimit)
            return false;
        _continued = 0;
        return true;
    }

    private void Dispatch(Turn answered, TurnOutcome outcome, List<WorkflowInstance> children, int current)
    {
        foreach (var child in children)
            child.Start();
        foreach (var scheduled in outcome.Activities)
            _hub.Target(scheduled.Router).Schedule(new ActivityCall(_hub.NextToken(), this, current, scheduled));
        foreach (var timer in outcome.Timers)
            CallAt(timer.TimerCreated.FireAt.ToDateTimeOffset(), () => Post(HistoryEvents.TimerFired(_hub.Time.GetUtcNow(), timer), current));
        if (outcome.Completed is not { } completed)
            return;

        EngineLog.Ended(_hub.Logger, Id, _hub.AppId, completed.ExecutionCompleted.WorkflowStatus);
        if (outcome.ToParent is { } result)
            _parent?.Parent.Post(result, _parent.Generation);
        var termination = answered.NewEvents.FirstOrDefault(happened => happened.ExecutionTerminated is { Recurse: true });
        if (termination is null)
            return;
        foreach (var (target, childId) in Children())
            target.TryPost(childId, HistoryEvents.Terminated(_hub.Time.GetUtcNow(), termination.ExecutionTerminated.Input, recurse: true));
    }
}
