using Dapr.Workflow;
using Microsoft.Extensions.Options;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Admission;

/// <summary>
/// Takes requested runs when there is room for them, and starts the workflows that execute them. A message only tells that
/// there is something to take: which runs come next is decided by the ledger.
/// </summary>
internal sealed partial class RunAdmission(
    RunExecutionStore runs,
    RunSlots slots,
    IDaprWorkflowClient workflows,
    WorkerIdentity worker,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<RunAdmission> logger) : IDisposable
{
    // Well under the time brokers and sidecars give a handler; the messages come again.
    private static readonly TimeSpan SlotWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly TimeSpan _lease = options.Value.Lease;

    // One call after the other, so that each takes all slots that are free.
    private readonly SemaphoreSlim _taking = new(1);
    private TenantTurn _turn = TenantTurn.First;
    private int _pullsAsked;

    /// <summary>Takes as many runs as a message names, or all that may be taken now.</summary>
    /// <returns>
    /// False when the message must be delivered again, because there is no room here or the workflow engine is away.
    /// </returns>
    public async Task<bool> AdmitAsync(int wanted, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, worker.Stopping);
        var starts = new List<Task<bool>>();
        var isDrained = false;
        try
        {
            for (var start = time.GetTimestamp(); !isDrained && starts.Count < wanted;)
            {
                var wait = SlotWait - time.GetElapsedTime(start);
                if (wait <= TimeSpan.Zero || await TakeAsync(wait, stop.Token) is not { } taken) break;
                starts.AddRange(taken.Runs.Select(run => StartAsync(run.Attempt, run.TraceParent, cancellationToken)));
                isDrained = taken.IsDrained;
            }
        }
        catch (OperationCanceledException) when (worker.Stopping.IsCancellationRequested)
        {
            // What was taken is started; the message goes elsewhere for the others.
        }

        var started = (await Task.WhenAll(starts)).Count(isStarted => isStarted);
        return isDrained ? started == starts.Count : started >= wanted;
    }

    /// <summary>Looks for runs that wait without a message, because the limits let none of them pass when it came.</summary>
    public void Pull()
    {
        // One that is under way looks again when it is asked meanwhile.
        if (Interlocked.Increment(ref _pullsAsked) == 1)
            _ = PullAsync();
    }

    public void Dispose() => _taking.Dispose();

    private async Task PullAsync()
    {
        try
        {
            int asked;
            var isDrained = false;
            do
            {
                asked = Volatile.Read(ref _pullsAsked);
                if (await TakeAsync(SlotWait, worker.Stopping) is not { } taken) continue;
                foreach (var run in taken.Runs)
                    _ = StartAsync(run.Attempt, run.TraceParent, CancellationToken.None);
                isDrained = taken.IsDrained;
            }
            while (!isDrained || Interlocked.CompareExchange(ref _pullsAsked, 0, asked) != asked);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _pullsAsked, 0);
            if (!worker.Stopping.IsCancellationRequested) PullFailed(logger, e);
        }
    }

    /// <returns>Null when no slot became free in time.</returns>
    private async Task<(IReadOnlyList<TakenRun> Runs, bool IsDrained)?> TakeAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        if (!await _taking.WaitAsync(wait, cancellationToken)) return null;

        var free = 0;
        try
        {
            var left = wait - time.GetElapsedTime(start);
            free = await slots.TakeAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            if (free == 0) return null;

            var asked = free;
            // Not cancelled once it is sent: what it takes has to be started.
            var taken = await runs.TakeAsync(worker.Name, _lease, asked, _turn, CancellationToken.None);
            _turn = _turn.After(taken);
            var works = taken.Count == 0 ? [] : await LoadAsync(taken);
            foreach (var work in works)
            {
                slots.Occupy(work);
                free--;
            }

            var traces = works.ToDictionary(work => work.Fence.Run, work => work.TraceParent);
            return ([.. taken.Select(run => new TakenRun(run, traces.GetValueOrDefault(run)))], taken.Count < asked);
        }
        finally
        {
            slots.GiveBack(free);
            _taking.Release();
        }
    }

    private async Task<List<RenderWork>> LoadAsync(List<RunAttempt> taken)
    {
        try
        {
            return await runs.LoadAsync(taken, CancellationToken.None);
        }
        catch (Exception e)
        {
            // They are taken and must be started; what renders them asks again.
            LoadFailed(logger, e, taken.Count);
            return [];
        }
    }

    private async Task<bool> StartAsync(RunAttempt run, string? traceParent, CancellationToken cancellationToken)
    {
        using var span = WorkerTracing.StartRun(run, traceParent);
        // The engine answers when a worker has begun the workflow, and a worker that stops begins nothing new.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, worker.Stopping);
        timeout.CancelAfter(StartTimeout);
        try
        {
            await workflows.ScheduleNewWorkflowAsync(nameof(ExecuteRun), WorkflowIds.Of(run), run, startTime: null, timeout.Token);
            return true;
        }
        catch (Exception e)
        {
            // If the start went through all the same, its activities find the attempt outdated and do nothing.
            StartFailed(logger, e, run.RunId);
            slots.Release(run.RunId);
            await runs.ReleaseAsync(run, CancellationToken.None);
            return false;
        }
    }

    private sealed record TakenRun(RunAttempt Attempt, string? TraceParent);

    [LoggerMessage(Level = LogLevel.Error, Message = "The workflow of run {RunId} could not be started; the run waits for another try")]
    private static partial void StartFailed(ILogger logger, Exception exception, Guid runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Count} admitted runs need could not be loaded and is loaded later")]
    private static partial void LoadFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for waiting runs failed; their messages come again")]
    private static partial void PullFailed(ILogger logger, Exception exception);
}
