using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>Calls that wait for an instance to reach a status; the owner's lock guards them.</summary>
internal sealed class InstanceWaiters
{
    private readonly List<Waiter> waiters = [];

    public Waiter Add(Func<WorkflowStatus, bool> until, bool payloads)
    {
        var waiter = new Waiter(until, payloads);
        waiters.Add(waiter);
        return waiter;
    }

    public void Remove(Waiter waiter) => waiters.Remove(waiter);

    /// <summary>Every status is shown to every waiter, so that none misses one that does not last.</summary>
    public void Notify(InstanceState state)
    {
        if (waiters.Count > 0)
            waiters.RemoveAll(waiter => waiter.TryAnswer(state));
    }

    /// <summary>Tells all waiters that the instance is no more.</summary>
    public void Release()
    {
        foreach (var waiter in waiters)
            waiter.Release();
        waiters.Clear();
    }

    internal sealed class Waiter(Func<WorkflowStatus, bool> until, bool payloads)
    {
        private readonly TaskCompletionSource<WorkflowState?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The state that was waited for; null when the instance is no more.</summary>
        public Task<WorkflowState?> Answer => answer.Task;

        public bool TryAnswer(InstanceState state) => until(state.Status) && answer.TrySetResult(state.Describe(payloads));

        public void Release() => answer.TrySetResult(null);
    }
}
