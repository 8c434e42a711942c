using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>Calls that wait for an instance to reach a status; the owner's lock guards them.</summary>
internal sealed class InstanceWaiters
{
    private readonly List<Waiter> _waiters = [];

    public Waiter Add(Func<WorkflowStatus, bool> until, bool payloads)
    {
        var waiter = new Waiter(until, payloads);
        _waiters.Add(waiter);
        return waiter;
    }

    public void Remove(Waiter waiter) => _waiters.Remove(waiter);

    /// <summary>Every status is shown to every waiter, so that none misses one that does not last.</summary>
    public void Notify(InstanceState state)
    {
        if (_waiters.Count > 0)
            _waiters.RemoveAll(waiter => waiter.TryAnswer(state));
    }

    /// <summary>Tells all waiters that the instance is no more.</summary>
    public void Release()
    {
        foreach (var waiter in _waiters)
            waiter.Release();
        _waiters.Clear();
    }

    internal sealed class Waiter(Func<WorkflowStatus, bool> until, bool payloads)
    {
        private readonly TaskCompletionSource<WorkflowState?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The state that was waited for; null when the instance is no more.</summary>
        public Task<WorkflowState?> Answer => _answer.Task;

        public bool TryAnswer(InstanceState state) => until(state.Status) && _answer.TrySetResult(state.Describe(payloads));

        public void Release() => _answer.TrySetResult(null);
    }
}
