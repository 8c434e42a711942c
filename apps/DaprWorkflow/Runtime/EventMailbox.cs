using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Runtime;

/// <summary>External events: those nobody has waited for yet and those waited for, both first in, first out per name.</summary>
internal sealed class EventMailbox
{
    private readonly List<HistoryEvent> unread = [];
    private readonly List<Waiter> waiters = [];

    /// <summary>Events nobody has waited for, oldest first.</summary>
    public IReadOnlyList<HistoryEvent> Unread => unread;

    public bool HasWaiters => waiters.Count > 0;

    public void Deliver(HistoryEvent raised)
    {
        var waiter = waiters.Find(candidate => Same(candidate.Name, raised.EventRaised.Name));
        if (waiter is null)
        {
            unread.Add(raised);
            return;
        }

        waiters.Remove(waiter);
        waiter.Source.TrySetResult(raised.EventRaised.Input);
    }

    public Waiter Wait(string name)
    {
        var waiter = new Waiter(name, new TaskCompletionSource<string?>());
        var raised = unread.Find(candidate => Same(candidate.EventRaised.Name, name));
        if (raised is null)
        {
            waiters.Add(waiter);
        }
        else
        {
            unread.Remove(raised);
            waiter.Source.SetResult(raised.EventRaised.Input);
        }

        return waiter;
    }

    public void Cancel(Waiter waiter, CancellationToken cancellationToken = default)
    {
        if (waiters.Remove(waiter))
            waiter.Source.TrySetCanceled(cancellationToken);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>One wait; compared by reference, so that two waits for one name are two.</summary>
    internal sealed class Waiter(string name, TaskCompletionSource<string?> source)
    {
        public string Name { get; } = name;

        public TaskCompletionSource<string?> Source { get; } = source;
    }
}
