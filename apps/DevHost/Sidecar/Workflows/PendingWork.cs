using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>A turn or an activity on its way to a worker and back; the first completion wins.</summary>
internal abstract class PendingWork(string token)
{
    private int _finished;

    /// <summary>The stream that was last given the work.</summary>
    public WorkerStream? Holder { get; set; }

    public bool IsFinished => Volatile.Read(ref _finished) != 0;

    // daprd sets no completion token and matches by ids alone, because its work outlives it. Here a worker can outlive
    // the engine, and its late result must not be taken for that of a new run with the same id.
    public bool Matches(string completionToken) => completionToken.Length == 0 || completionToken == token;

    public bool TryFinish()
    {
        if (Interlocked.Exchange(ref _finished, 1) != 0)
            return false;
        Holder?.Release(this);
        return true;
    }

    public WorkItem ToWorkItem()
    {
        var item = new WorkItem { CompletionToken = token };
        Fill(item);
        return item;
    }

    protected abstract void Fill(WorkItem item);
}
