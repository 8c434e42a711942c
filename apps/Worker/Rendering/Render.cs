using Dapr.Workflow;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Worker.Admission;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Rendering;

/// <param name="Tries">Counts from 1 within the attempt.</param>
internal sealed record RenderInput(RunAttempt Run, int Tries);

/// <param name="Deliveries">What is to be delivered; none when the run failed or is not ours any more.</param>
/// <param name="RetryAfter">Set when the data source was away and is to be asked again.</param>
internal sealed record RenderResult(IReadOnlyList<Guid> Deliveries, TimeSpan? RetryAfter)
{
    public static readonly RenderResult Nothing = new([], null);
}

/// <summary>Renders a run's report into the artifact store and records the file together with its deliveries.</summary>
internal sealed class Render(
    RunExecutionStore runs, ReportRendering rendering, RunSlots slots, WorkerIdentity worker, IOptions<WorkerOptions> options, TimeProvider time)
    : WorkflowActivity<RenderInput, RenderResult>
{
    private readonly WorkerOptions _options = options.Value;

    public override async Task<RenderResult> RunAsync(WorkflowActivityContext context, RenderInput input)
    {
        try
        {
            var work = await runs.BeginRenderAsync(input.Run, worker.Name, _options.Lease, worker.Drained);
            if (work is null) return RenderResult.Nothing;
            return work.AlreadyRendered || await TryRenderAsync(work, input.Tries) is not { } result
                ? new RenderResult(await runs.ListOpenDeliveriesAsync(input.Run, worker.Drained), null)
                : result;
        }
        finally
        {
            slots.Release(input.Run.RunId);
        }
    }

    /// <returns>Null when the run is rendered.</returns>
    private async Task<RenderResult?> TryRenderAsync(RenderWork work, int tries)
    {
        var progress = new Rows();
        await using var lease = RunLease.Start(
            cancellationToken => runs.RenewLeaseAsync(work.Fence, _options.Lease, progress.TakeNews(), cancellationToken), options, time, worker.Drained);
        try
        {
            var file = await rendering.RenderAsync(work, progress, lease.Token);
            if (await runs.CompleteRenderAsync(work.Fence, file, _options.Lease, worker.Drained))
            {
                await rendering.DeleteOtherAttemptsAsync(work.Fence, worker.Drained);
                return null;
            }

            await rendering.DeleteAsync(file, worker.Drained);
        }
        catch (ReportException e) when (e.IsTransient && tries < _options.MaxRenderTries)
        {
            var delay = _options.RetryDelay(tries);
            if (await runs.PostponeRenderAsync(work.Fence, new RunError(e.Code, e.Message), delay, _options.Lease, worker.Drained))
                return new RenderResult([], delay);
        }
        catch (ReportException e)
        {
            await runs.FailAsync(work.Fence, new RunError(e.Code, e.Message), worker.Drained);
        }
        catch (OperationCanceledException) when (lease.IsLost)
        {
        }

        return RenderResult.Nothing;
    }

    // Progress<T> would post to the thread pool and could report out of order.
    private sealed class Rows : IProgress<long>
    {
        private long _reached;
        private long _told;

        public void Report(long value) => Volatile.Write(ref _reached, value);

        /// <summary>The rows reached; null when they are as they were.</summary>
        public long? TakeNews()
        {
            var reached = Volatile.Read(ref _reached);
            if (reached == _told) return null;
            return _told = reached;
        }
    }
}
