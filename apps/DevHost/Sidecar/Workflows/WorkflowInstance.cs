using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>Whom a child tells its result: the generation of the parent that has created it.</summary>
internal sealed record ParentLink(WorkflowInstance Parent, int Generation);

/// <summary>
/// One run under an instance id: its history, what has arrived since (the inbox), and at most one turn at a worker.
/// A lock guards it; nothing is called under it but the work queue.
/// </summary>
internal sealed partial class WorkflowInstance
{
    private readonly TaskHub hub;
    private readonly ParentLink? parent;
    private readonly Lock gate = new();
    private readonly List<HistoryEvent> history = [];
    private readonly List<HistoryEvent> inbox;
    private readonly HashSet<Alarm> alarms = [];
    private readonly InstanceWaiters waiters = new();
    private readonly InstanceState state;
    private HistoryEvent start;
    private Turn? turn;
    private int generation;
    private bool discarded;

    public WorkflowInstance(TaskHub hub, HistoryEvent start, ParentLink? parent)
    {
        this.hub = hub;
        this.start = start;
        this.parent = parent;
        inbox = [start];
        state = new InstanceState(start);
        Id = start.ExecutionStarted.WorkflowInstance.InstanceId;
    }

    public string Id { get; }

    public bool IsCompleted
    {
        get
        {
            lock (gate)
                return state.IsCompleted;
        }
    }

    /// <summary>Offers the first turn, at once or at the scheduled time.</summary>
    public void Start()
    {
        if (start.ExecutionStarted.ScheduledStartTimestamp is { } scheduled)
            CallAt(scheduled.ToDateTimeOffset(), Wake);
        else
            Wake();
    }

    /// <summary>
    /// Puts a message into the inbox; a finished instance ignores it. As in daprd, any message starts an instance that
    /// waits for its scheduled time.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="toGeneration">The only generation that may see it; any when null.</param>
    public void Post(HistoryEvent message, int? toGeneration = null)
    {
        lock (gate)
        {
            if (state.IsCompleted || discarded || (toGeneration ?? generation) != generation)
            {
                EngineLog.Dropped(hub.Logger, Id, hub.AppId, message.EventCase);
                return;
            }

            inbox.Add(message);
            OfferTurn();
        }
    }

    public WorkflowState Describe(bool payloads)
    {
        lock (gate)
            return state.Describe(payloads);
    }

    /// <summary>A copy of what the turns so far have left.</summary>
    public HistoryEvent[] History()
    {
        lock (gate)
            return [.. history];
    }

    /// <summary>The children this generation has created, with the hub each lives in.</summary>
    public IEnumerable<(TaskHub Hub, string Id)> Children() =>
        from recorded in History()
        where recorded.EventCase == HistoryEvent.EventOneofCase.ChildWorkflowInstanceCreated
        select (hub.Target(recorded.Router), recorded.ChildWorkflowInstanceCreated.InstanceId);

    /// <summary>Waits for a status.</summary>
    /// <returns>The state at that moment; null when the instance has been purged or replaced instead.</returns>
    public async Task<WorkflowState?> WaitAsync(Func<WorkflowStatus, bool> until, bool payloads, CancellationToken cancellation)
    {
        InstanceWaiters.Waiter waiter;
        lock (gate)
        {
            if (until(state.Status))
                return state.Describe(payloads);
            if (discarded)
                return null;
            waiter = waiters.Add(until, payloads);
        }

        try
        {
            return await waiter.Answer.WaitAsync(cancellation);
        }
        finally
        {
            lock (gate)
                waiters.Remove(waiter);
        }
    }

    /// <summary>Ends an instance that is purged or replaced: nothing happens to it any more.</summary>
    public void Discard()
    {
        lock (gate)
        {
            discarded = true;
            turn?.TryFinish();
            turn = null;
            StopAlarms();
            waiters.Release();
        }
    }

    private void Wake()
    {
        lock (gate)
            OfferTurn();
    }

    private void OfferTurn()
    {
        if (turn is not null || inbox.Count == 0 || state.IsCompleted || discarded)
            return;
        var started = HistoryEvents.Message(hub.Time.GetUtcNow());
        started.WorkflowStarted = new();
        turn = new Turn(hub.NextToken(), Id, history, started, inbox);
        hub.Work.Enqueue(turn);
    }

    private void CallAt(DateTimeOffset at, Action call)
    {
        var alarm = new Alarm(hub.Time, at, rung =>
        {
            lock (gate)
                alarms.Remove(rung);
            call();
        });
        lock (gate)
        {
            if (state.IsCompleted || discarded)
            {
                alarm.Dispose();
                return;
            }

            alarms.Add(alarm);
        }

        alarm.Start();
    }

    private void StopAlarms()
    {
        foreach (var alarm in alarms)
            alarm.Dispose();
        alarms.Clear();
    }
}
