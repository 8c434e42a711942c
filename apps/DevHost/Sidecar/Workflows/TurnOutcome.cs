using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>What a worker's answer to a turn makes of an instance, worked out before anything of it takes effect.</summary>
internal sealed class TurnOutcome
{
    private readonly string _appId;
    private readonly string _instanceId;
    private readonly ExecutionStartedEvent _start;
    private readonly DateTimeOffset _now;

    private TurnOutcome(string appId, string instanceId, ExecutionStartedEvent start, DateTimeOffset now)
    {
        _appId = appId;
        _instanceId = instanceId;
        _start = start;
        _now = now;
    }

    /// <summary>The turn's new events and its recorded actions, in order.</summary>
    public List<HistoryEvent> Events { get; } = [];

    /// <summary>The taskScheduled events among them.</summary>
    public List<HistoryEvent> Activities { get; } = [];

    /// <summary>The timerCreated events among them.</summary>
    public List<HistoryEvent> Timers { get; } = [];

    /// <summary>The executionStarted events of the children to create.</summary>
    public List<HistoryEvent> Children { get; } = [];

    /// <summary>The executionCompleted event.</summary>
    public HistoryEvent? Completed { get; private set; }

    /// <summary>The result for the parent.</summary>
    public HistoryEvent? ToParent { get; private set; }

    /// <summary>The next generation's executionStarted and carried-over events; everything else of the turn is void.</summary>
    public List<HistoryEvent>? NextGeneration { get; private set; }

    /// <summary>Why daprd would not save the turn.</summary>
    public string? Rejection { get; private set; }

    /// <summary>Applies the actions in the order of the list, like Applier.Actions of durabletask-go.</summary>
    public static TurnOutcome Of(
        string appId, string instanceId, ExecutionStartedEvent start, Turn turn, WorkflowResponse response, DateTimeOffset now)
    {
        var outcome = new TurnOutcome(appId, instanceId, start, now);
        outcome.Events.AddRange(turn.NewEvents);
        if (response.Version is { } version)
            outcome.Events[0] = new HistoryEvent(outcome.Events[0]) { WorkflowStarted = new() { Version = version } };
        foreach (var action in response.Actions)
        {
            outcome.Apply(action);
            if (outcome.Rejection is not null || outcome.NextGeneration is not null)
                break;
        }

        return outcome;
    }

    private void Apply(WorkflowAction action)
    {
        var router = action.Router ?? new TaskRouter();
        router.SourceAppId = _appId;
        if (router.TargetAppNamespace is not ("" or "default"))
        {
            Rejection = $"action {action.Id} goes to namespace '{router.TargetAppNamespace}': there is only one namespace here";
            return;
        }

        switch (action.ActionCase)
        {
            case WorkflowAction.ActionOneofCase.ScheduleTask:
                Schedule(action, action.ScheduleTask, router);
                break;
            case WorkflowAction.ActionOneofCase.CreateTimer:
                CreateTimer(action, action.CreateTimer, router);
                break;
            case WorkflowAction.ActionOneofCase.CreateChildWorkflow:
                CreateChild(action, action.CreateChildWorkflow, router);
                break;
            case WorkflowAction.ActionOneofCase.CompleteWorkflow:
                Complete(action, action.CompleteWorkflow, router);
                break;
            default:
                // daprd 1.16 and later: the run fails before it is saved, and each later run repeats it.
                Rejection = $"don't know how to process outbound message {action.ActionCase} of action {action.Id}";
                break;
        }
    }

    private void Schedule(WorkflowAction action, ScheduleTaskAction task, TaskRouter router)
    {
        var scheduled = Record(action, router);
        scheduled.TaskScheduled = new()
        {
            Name = task.Name,
            Version = task.Version,
            Input = task.Input,
            ParentTraceContext = _start.ParentTraceContext,
            TaskExecutionId = task.TaskExecutionId,
        };
        Activities.Add(scheduled);
    }

    private void CreateTimer(WorkflowAction action, CreateTimerAction timer, TaskRouter router)
    {
        if (timer.FireAt is null || !Instants.IsValid(timer.FireAt))
        {
            Rejection = $"timer {action.Id} has no valid time";
            return;
        }

        var created = Record(action, router);
        created.TimerCreated = new() { FireAt = timer.FireAt };
        if (timer.HasName)
            created.TimerCreated.Name = timer.Name;
        switch (timer.OriginCase)
        {
            case CreateTimerAction.OriginOneofCase.CreateTimer:
                created.TimerCreated.CreateTimer = timer.CreateTimer;
                break;
            case CreateTimerAction.OriginOneofCase.ExternalEvent:
                created.TimerCreated.ExternalEvent = timer.ExternalEvent;
                break;
            case CreateTimerAction.OriginOneofCase.ActivityRetry:
                created.TimerCreated.ActivityRetry = timer.ActivityRetry;
                break;
            case CreateTimerAction.OriginOneofCase.ChildWorkflowRetry:
                created.TimerCreated.ChildWorkflowRetry = timer.ChildWorkflowRetry;
                break;
        }

        Timers.Add(created);
    }

    private void CreateChild(WorkflowAction action, CreateChildWorkflowAction child, TaskRouter router)
    {
        var childId = child.InstanceId.Length > 0 ? child.InstanceId : $"{_instanceId}:{action.Id:x4}";
        var created = Record(action, router);
        created.ChildWorkflowInstanceCreated = new()
        {
            InstanceId = childId,
            Name = child.Name,
            Version = child.Version,
            Input = child.Input,
            ParentTraceContext = _start.ParentTraceContext,
        };
        Children.Add(HistoryEvents.ExecutionStarted(_now, childId, router, new()
        {
            Name = child.Name,
            Input = child.Input,
            ParentTraceContext = _start.ParentTraceContext,
            ParentInstance = new()
            {
                TaskScheduledId = action.Id,
                Name = _start.Name,
                WorkflowInstance = _start.WorkflowInstance,
                AppId = _appId,
            },
        }));
    }

    private void Complete(WorkflowAction action, CompleteWorkflowAction complete, TaskRouter router)
    {
        // The first completion wins.
        if (Completed is not null)
            return;
        if (complete.WorkflowStatus == WorkflowStatus.ContinuedAsNew)
        {
            var next = new ExecutionStartedEvent
            {
                Name = _start.Name,
                Input = complete.Result,
                ParentInstance = _start.ParentInstance,
                ParentTraceContext = _start.ParentTraceContext,
            };
            Activities.Clear();
            Timers.Clear();
            Children.Clear();
            NextGeneration = [HistoryEvents.ExecutionStarted(_now, _instanceId, router, next), .. complete.CarryoverEvents];
            return;
        }

        Completed = Record(action, router);
        Completed.ExecutionCompleted = new()
        {
            WorkflowStatus = complete.WorkflowStatus,
            Result = complete.Result,
            FailureDetails = complete.FailureDetails,
        };
        if (_start.ParentInstance is not { } parent)
            return;
        ToParent = HistoryEvents.Message(_now);
        ToParent.Router = new() { SourceAppId = _appId, TargetAppId = parent.AppId };
        if (complete.WorkflowStatus == WorkflowStatus.Completed)
            ToParent.ChildWorkflowInstanceCompleted = new() { TaskScheduledId = parent.TaskScheduledId, Result = complete.Result };
        else
            ToParent.ChildWorkflowInstanceFailed = new() { TaskScheduledId = parent.TaskScheduledId, FailureDetails = complete.FailureDetails };
    }

    private HistoryEvent Record(WorkflowAction action, TaskRouter router)
    {
        var recorded = HistoryEvents.Recorded(action.Id, _now);
        recorded.Router = router;
        Events.Add(recorded);
        return recorded;
    }
}
