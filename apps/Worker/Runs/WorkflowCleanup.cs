using Dapr.Workflow;
using Grpc.Core;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Worker.Runs;

/// <summary>Removes the workflow instances of a finished run: the ledger has all that is worth keeping.</summary>
internal sealed partial class WorkflowCleanup(IDaprWorkflowClient workflows, ILogger<WorkflowCleanup> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <returns>False when an instance could not be removed now; the message is to come again.</returns>
    public async Task<bool> PurgeAsync(RunFinished run, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            for (var attempt = 1; attempt <= run.Attempt; attempt++)
                await PurgeAsync(WorkflowIds.Of(new RunAttempt(run.TenantId, run.RunId, attempt)), attempt < run.Attempt, timeout.Token);
            return true;
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or InvalidOperationException)
        {
            PurgeFailed(logger, e, run.RunId);
            return false;
        }
    }

    private async Task PurgeAsync(string instanceId, bool isOutdated, CancellationToken cancellationToken)
    {
        try
        {
            // Nearly always ended by now; an instance that is not there counts as removed.
            await workflows.PurgeInstanceAsync(instanceId, cancellationToken);
            return;
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            // Most likely it has not ended.
        }

        var state = await workflows.GetWorkflowStateAsync(instanceId, getInputsAndOutputs: false, cancellationToken);
        if (state is not { Exists: true }) return;

        if (!state.IsWorkflowCompleted)
        {
            // The last attempt has published its end and is about to return; an earlier one may be stuck for good.
            if (isOutdated) await workflows.TerminateWorkflowAsync(instanceId, cancellation: cancellationToken);
            await workflows.WaitForWorkflowCompletionAsync(instanceId, getInputsAndOutputs: false, cancellationToken);
        }

        await workflows.PurgeInstanceAsync(instanceId, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The workflow of run {RunId} could not be removed yet")]
    private static partial void PurgeFailed(ILogger logger, Exception exception, Guid runId);
}
