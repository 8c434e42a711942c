namespace Dapr.Workflow.Runtime;

/// <summary>
/// Runs all workflow code of one turn on the thread that computes the turn. Work that arrives from another thread can only come from an
/// await on something that is not a task of the workflow; it is dropped and remembered, since replay could never repeat it.
/// </summary>
internal sealed class TurnScheduler : TaskScheduler, IDisposable
{
    private readonly Queue<Action> queue = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly SynchronizationContext? outer = SynchronizationContext.Current;
    private readonly Action onLateStray;
    private volatile bool closed;
    private volatile bool strayed;

    /// <param name="onLateStray">Called when work from outside arrives after the turn has ended.</param>
    public TurnScheduler(Action onLateStray)
    {
        this.onLateStray = onLateStray;

        // Awaits prefer a synchronization context to a scheduler.
        SynchronizationContext.SetSynchronizationContext(null);
    }

    /// <summary>True once work came from outside the workflow.</summary>
    public bool Strayed => strayed;

    public override int MaximumConcurrencyLevel => 1;

    private bool IsOwnThread => !closed && Environment.CurrentManagedThreadId == thread;

    /// <summary>Queues something that completes a task of the workflow. It runs outside any scheduled task.</summary>
    /// <remarks>Only there does the runtime run continuations without a captured scheduler at once instead of on the pool.</remarks>
    public void Post(Action action)
    {
        if (IsOwnThread)
            queue.Enqueue(action);
        else
            Stray();
    }

    /// <summary>Runs what is queued until nothing is left, that is until the workflow code is blocked or done.</summary>
    public void Drain()
    {
        while (queue.TryDequeue(out var work))
            work();
    }

    /// <summary>Throws unless called by workflow code on its own thread during its turn.</summary>
    public void VerifyAccess()
    {
        if (IsOwnThread)
            return;
        Stray();
        throw new InvalidOperationException("A WorkflowContext was used outside its workflow's own thread or after the turn had ended.");
    }

    public void Dispose()
    {
        closed = true;
        SynchronizationContext.SetSynchronizationContext(outer);
    }

    protected override void QueueTask(Task task) => Post(() => TryExecuteTask(task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => IsOwnThread && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Stray()
    {
        strayed = true;
        if (closed)
            onLateStray();
    }
}
