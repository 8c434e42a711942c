using Dapr.Workflow;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Admission;

/// <summary>Takes requested runs when there is room for them, and starts the workflow that executes them.</summary>
internal sealed partial class RunAdmission(
    RunExecutionStore runs,
    RunSlots slots,
    IDaprWorkflowClient workflows,
    WorkerIdentity worker,
    IOptions<WorkerOptions> options,
    ILogger<RunAdmission> logger)
{
    // Well under the time brokers and sidecars give a handler; the message comes again.
    private static readonly TimeSpan SlotWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Takes a run, unless somebody has it or it has ended.</summary>
    /// <returns>False when the message must be delivered again: there is no room, or the workflow engine is away.</returns>
    public async Task<bool> AdmitAsync(RunRequested message, CancellationToken cancellationToken)
    {
        if (!await TryTakeSlotAsync(message.RunId, cancellationToken)) return false;

        var started = false;
        try
        {
            var attempt = await runs.AdmitAsync(message.TenantId, message.RunId, worker.Name, options.Value.Lease, cancellationToken);
            if (attempt is null) return true;

            started = await StartAsync(attempt, cancellationToken);
            return started;
        }
        finally
        {
            if (!started) slots.Release(message.RunId);
        }
    }

    private async Task<bool> TryTakeSlotAsync(Guid runId, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, worker.Stopping);
        try
        {
            return await slots.TryTakeAsync(runId, SlotWait, stop.Token);
        }
        catch (OperationCanceledException) when (worker.Stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> StartAsync(RunAttempt run, CancellationToken cancellationToken)
    {
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
            await runs.ReleaseAsync(run, CancellationToken.None);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The workflow of run {RunId} could not be started; the run waits for another try")]
    private static partial void StartFailed(ILogger logger, Exception exception, Guid runId);
}
