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
    private readonly TaskHub _hub;
    private readonly ParentLink? _parent;
    private readonly Lock _gate = new();
    private readonly List<HistoryEvent> _history = [];
    private readonly List<HistoryEvent> _inbox;
    private readonly HashSet<Alarm> _alarms = [];
    private readonly InstanceWaiters _waiters = new();
    private readonly InstanceState _state;
    private HistoryEvent _start;
    private Turn? _turn;
    private int _generation;
    private bool _discarded;

    public WorkflowInstance(TaskHub hub, HistoryEvent start, ParentLink? parent)
    {
        _hub = hub;
        _start = start;
        _parent = parent;
        _inbox = [start];
        _state = new InstanceState(start);
        Id = start.ExecutionStarted.WorkflowInstance.InstanceId;
    }

    public string Id { get; }

    public bool IsCompleted
    {
        get
        {
            lock (_gate)
                return _state.IsCompleted;
        }
    }

    /// <summary>Offers the first turn, at once or at the scheduled time.</summary>
    public void Start()
    {
        if (_start.ExecutionStarted.ScheduledStartTimestamp is { } scheduled)
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
        lock (_gate)
        {
            if (_state.IsCompleted || _discarded || (toGeneration ?? _generation) != _generation)
            {
                EngineLog.Dropped(_hub.Logger, Id, _hub.AppId, message.EventCase);
                return;
            }

            _inbox.Add(message);
            OfferTurn();
        }
    }

    public WorkflowState Describe(bool payloads)
    {
        lock (_gate)
            return _state.Describe(payloads);
    }

    /// <summary>A copy of what the turns so far have left.</summary>
    public HistoryEvent[] History()
    {
        lock (_gate)
            return [.. _history];
    }

    /// <summary>The children this generation has created, with the hub each lives in.</summary>
    public IEnumerable<(TaskHub Hub, string Id)> Children() =>
        from recorded in History()
        where recorded.EventCase == HistoryEvent.EventOneofCase.ChildWorkflowInstanceCreated
        select (_hub.Target(recorded.Router), recorded.ChildWorkflowInstanceCreated.InstanceId);

    /// <summary>Waits for a status.</summary>
    /// <returns>The state at that moment; null when the instance has been purged or replaced instead.</returns>
    public async Task<WorkflowState?> WaitAsync(Func<WorkflowStatus, bool> until, bool payloads, CancellationToken cancellation)
    {
        InstanceWaiters.Waiter waiter;
        lock (_gate)
        {
            if (until(_state.Status))
                return _state.Describe(payloads);
            if (_discarded)
                return null;
            waiter = _waiters.Add(until, payloads);
        }

        try
        {
            return await waiter.Answer.WaitAsync(cancellation);
        }
        finally
        {
            lock (_gate)
                _waiters.Remove(waiter);
        }
    }

    /// <summary>Ends an instance that is purged or replaced: nothing happens to it any more.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            _discarded = true;
            _turn?.TryFinish();
            _turn = null;
            StopAlarms();
            _waiters.Release();
        }
    }

    private void Wake()
    {
        lock (_gate)
            OfferTurn();
    }

    private void OfferTurn()
    {
        if (_turn is not null || _inbox.Count == 0 || _state.IsCompleted || _discarded)
            return;
        var started = HistoryEvents.Message(_hub.Time.GetUtcNow());
        started.WorkflowStarted = new();
        _turn = new Turn(_hub.NextToken(), Id, _history, started, _inbox);
        _hub.Work.Enqueue(_turn);
    }

    private void CallAt(DateTimeOffset at, Action call)
    {
        var alarm = new Alarm(_hub.Time, at, rung =>
        {
            lock (_gate)
                _alarms.Remove(rung);
            call();
        });
        lock (_gate)
        {
            if (_state.IsCompleted || _discarded)
            {
                alarm.Dispose();
                return;
            }

            _alarms.Add(alarm);
        }

        alarm.Start();
    }

    private void StopAlarms()
    {
        foreach (var alarm in _alarms)
            alarm.Dispose();
        _alarms.Clear();
    }
}
