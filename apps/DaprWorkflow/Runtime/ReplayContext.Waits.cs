using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace Dapr.Workflow.Runtime;

/// <summary>Timers and external events.</summary>
internal sealed partial class ReplayContext
{
    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        scheduler.VerifyAccess();
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : Timer(fireAt, timer => timer.CreateTimer = new TimerOriginCreateTimer(), cancellationToken);
    }

    public override async Task<T> WaitForExternalEventAsync<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        scheduler.VerifyAccess();
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = Mailbox.Wait(eventName);
        GiveUpOn(() => Mailbox.Cancel(waiter, cancellationToken), cancellationToken);
        return Read<T>(await waiter.Source.Task);
    }

    public override async Task<T> WaitForExternalEventAsync<T>(string eventName, TimeSpan timeout)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        scheduler.VerifyAccess();
        if (timeout < TimeSpan.Zero)
            return await WaitForExternalEventAsync<T>(eventName);
        if (timeout == TimeSpan.Zero)
            throw TimedOut(eventName, timeout);

        // A timer without a name, but with its origin: daprd 1.17 may delete a named timer that is still waited for, and daprd 1.18
        // cleans up by origin.
        var timer = NewTimer(
            now.Add(timeout),
            action => action.ExternalEvent = new TimerOriginExternalEvent { Name = eventName });
        var waiter = Mailbox.Wait(eventName);
        await Task.WhenAny(waiter.Source.Task, timer.Outcome);

        if (!waiter.Source.Task.IsCompleted)
        {
            Mailbox.Cancel(waiter);
            throw TimedOut(eventName, timeout);
        }

        Ledger.CancelTimer(timer.Id, CancellationToken.None);
        return Read<T>(await waiter.Source.Task);
    }

    private Task<string?> Timer(DateTime fireAt, Action<CreateTimerAction> setOrigin, CancellationToken cancellationToken)
    {
        var timer = NewTimer(fireAt, setOrigin);
        GiveUpOn(() => Ledger.CancelTimer(timer.Id, cancellationToken), cancellationToken);
        return timer.Outcome;
    }

    private ScheduledTask NewTimer(DateTime fireAt, Action<CreateTimerAction> setOrigin)
    {
        var utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        var action = new CreateTimerAction { FireAt = Timestamp.FromDateTime(utc) };
        setOrigin(action);
        return Ledger.Schedule(new WorkflowAction { CreateTimer = action });
    }

    private static TaskCanceledException TimedOut(string eventName, TimeSpan timeout) =>
        new($"The event '{eventName}' did not come within {timeout}.");
}
