using Dapr.Workflow.Protocol;
using Asked = Dapr.Workflow.Protocol.WorkflowAction.ActionOneofCase;
using Recorded = Dapr.Workflow.Protocol.HistoryEvent.EventOneofCase;

namespace Dapr.Workflow.Runtime;

/// <summary>
/// One turn of an instance: runs the workflow code from the start over the history and the new events, one event at a time, and answers
/// with what it asks for that the history does not have. Nothing is remembered between turns.
/// </summary>
internal sealed class WorkflowTurn : IDisposable
{
    private readonly WorkflowRequest request;
    private readonly TurnStart start;
    private readonly TurnServices services;
    private readonly Func<string, IWorkflow?> find;
    private readonly TurnScheduler scheduler;
    private readonly ReplayContext context;
    private readonly SuspensionGate gate = new();
    private Task<object?>? code;
    private Exception? broken;
    private ExecutionTerminatedEvent? terminated;

    private WorkflowTurn(
        WorkflowRequest request,
        TurnStart start,
        Func<string, IWorkflow?> find,
        TurnServices services,
        Action<string> onLateStray)
    {
        this.request = request;
        this.start = start;
        this.services = services;
        this.find = find;
        scheduler = new TurnScheduler(() => onLateStray(StuckText));
        context = new ReplayContext(start, services, scheduler);
    }

    private string StuckText =>
        $"The workflow '{start.Name}' awaits something that is not a task of its WorkflowContext " +
        "(such as Task.Delay, Task.Run, I/O, or anything behind ConfigureAwait(false)), so it can never go on.";

    /// <summary>Computes a turn on the calling thread.</summary>
    /// <param name="request">The turn.</param>
    /// <param name="find">Gives the workflow of a name, or null when there is none.</param>
    /// <param name="services">What turns use.</param>
    /// <param name="onLateStray">Told when code of this turn goes on after the turn, which it must not.</param>
    public static WorkflowResponse Run(
        WorkflowRequest request,
        Func<string, IWorkflow?> find,
        TurnServices services,
        Action<string> onLateStray)
    {
        if (TurnStart.Find(request) is not { } start)
            return WithoutStart(request);

        using var turn = new WorkflowTurn(request, start, find, services, onLateStray);
        return turn.Run();
    }

    public void Dispose()
    {
        scheduler.Dispose();
        context.Dispose();

        // Marks it as observed where the answer does not depend on it.
        _ = code?.Exception;
    }

    private static WorkflowResponse WithoutStart(WorkflowRequest request)
    {
        var response = new WorkflowResponse { InstanceId = request.InstanceId };
        var terminated = request.NewEvents.FirstOrDefault(raised => raised.ExecutionTerminated is not null)?.ExecutionTerminated;
        if (terminated is not null)
            response.Actions.Add(TurnEnd.Terminated(0, terminated));
        return response;
    }

    private WorkflowResponse Run()
    {
        foreach (var past in request.PastEvents)
            Process(past);
        context.EndReplay();
        foreach (var fresh in request.NewEvents)
            Process(fresh);

        if (code is { IsCompleted: false } && !gate.IsSuspended && !context.Ledger.HasOpenTasks && !context.Mailbox.HasWaiters)
            broken ??= new WorkflowCodeException(WorkflowCodeException.Stuck, StuckText);
        return Respond();
    }

    private void Process(HistoryEvent item)
    {
        if (terminated is not null)
            return;

        if (item.EventCase == Recorded.ExecutionTerminated)
        {
            terminated = item.ExecutionTerminated;
            return;
        }

        foreach (var passed in gate.Pass(item))
            Apply(passed);
    }

    private void Apply(HistoryEvent item)
    {
        if (broken is not null)
            return;

        try
        {
            Dispatch(item);
            scheduler.Drain();
            if (scheduler.Strayed)
                throw new WorkflowCodeException(WorkflowCodeException.Stuck, StuckText);
        }
        catch (Exception cause)
        {
            broken = cause;
        }
    }

    private void Dispatch(HistoryEvent item)
    {
        var ledger = context.Ledger;
        switch (item.EventCase)
        {
            case Recorded.WorkflowStarted:
                context.SetTime(item.Timestamp);
                break;
            case Recorded.ExecutionStarted:
                code ??= StartCode();
                break;
            case Recorded.TaskScheduled or Recorded.ChildWorkflowInstanceCreated or Recorded.TimerCreated or Recorded.EventSent:
                ledger.Confirm(item);
                break;
            case Recorded.TaskCompleted when item.TaskCompleted is var done:
                ledger.Complete(done.TaskScheduledId, Asked.ScheduleTask, done.Result);
                break;
            case Recorded.TaskFailed when item.TaskFailed is var failed:
                ledger.Fail(failed.TaskScheduledId, Asked.ScheduleTask, failed.FailureDetails);
                break;
            case Recorded.ChildWorkflowInstanceCompleted when item.ChildWorkflowInstanceCompleted is var done:
                ledger.Complete(done.TaskScheduledId, Asked.CreateChildWorkflow, done.Result);
                break;
            case Recorded.ChildWorkflowInstanceFailed when item.ChildWorkflowInstanceFailed is var failed:
                ledger.Fail(failed.TaskScheduledId, Asked.CreateChildWorkflow, failed.FailureDetails);
                break;
            case Recorded.TimerFired:
                ledger.Complete(item.TimerFired.TimerId, Asked.CreateTimer, null);
                break;
            case Recorded.EventRaised:
                context.Mailbox.Deliver(item);
                break;
        }
    }

    private Task<object?> StartCode()
    {
        var workflow = find(start.Name) ?? throw new WorkflowCodeException(
            WorkflowCodeException.NotFound, $"No workflow named '{start.Name}' is registered in this worker.");
        return Task.Factory.StartNew(
            async () =>
            {
                var input = string.IsNullOrEmpty(start.Input) ? null : services.Serializer.Deserialize(start.Input, workflow.InputType);
                return await workflow.RunAsync(context, input);
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap();
    }

    private WorkflowResponse Respond()
    {
        var response = new WorkflowResponse
        {
            InstanceId = request.InstanceId,
            CustomStatus = context.CustomStatus,
            Version = context.Version,
        };
        response.Actions.AddRange(Actions());
        return response;
    }

    private IEnumerable<WorkflowAction> Actions()
    {
        if (terminated is not null)
            return [TurnEnd.Terminated(FreeId(), terminated)];
        if (gate.IsSuspended)
            return [];
        if (broken is not null)
            return [TurnEnd.Failed(FreeId(), broken)];
        if (code is not { IsCompleted: true } || context.SendsUnderWay > 0)
            return context.Ledger.Pending;
        if (request.PastEvents.Any(past => past.ExecutionCompleted is not null))
            return [];
        if (code.IsCompletedSuccessfully && context.Restart is { } restart)
            return [TurnEnd.Restarted(context.Ledger.NextId, restart, context.Mailbox.Unread)];
        return [.. context.Ledger.Pending, TurnEnd.Of(context.Ledger.NextId, code, services.Serializer)];
    }

    /// <summary>An id that neither the code nor the history has used.</summary>
    private int FreeId() => Math.Max(context.Ledger.NextId, start.History.Max(past => past.EventId) + 1);
}
