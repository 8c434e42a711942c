using Dapr.Workflow;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.ServiceDefaults.Telemetry;
using ReportScheduler.Worker.Admission;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Rendering;

/// <param name="Tries">Counts from 1 within the attempt.</param>
internal sealed record RenderInput(RunAttempt Run, int Tries);

/// <param name="Deliveries">What is to be delivered; none when the run has ended or is not ours any more.</param>
/// <param name="RetryAfter">Set when the data source was away and is to be asked again.</param>
/// <param name="Ended">The run has its terminal state, and everybody was told.</param>
internal sealed record RenderResult(IReadOnlyList<Guid> Deliveries, TimeSpan? RetryAfter, bool Ended = false)
{
    public static readonly RenderResult Nothing = new([], null);
}

/// <summary>Renders a run's report into the artifact store and records the file together with its deliveries.</summary>
internal sealed class Render(
    RunExecutionStore runs,
    ReportRendering rendering,
    RunSlots slots,
    RunAdmission admission,
    RunEnding ending,
    WorkerMetrics metrics,
    WorkerIdentity worker,
    IOptions<WorkerOptions> options,
    TimeProvider time,
    ILogger<Render> logger)
    : WorkflowActivity<RenderInput, RenderResult>
{
    private readonly WorkerOptions _options = options.Value;

    public override async Task<RenderResult> RunAsync(WorkflowActivityContext context, RenderInput input)
    {
        using var scope = logger.BeginRun(input.Run.TenantId, input.Run.RunId);
        try
        {
            var work = slots.Claim(input.Run)
                ?? await runs.BeginRenderAsync(input.Run, worker.Name, _options.Lease, worker.Drained);
            if (work is null) return RenderResult.Nothing;
            return work.AlreadyRendered
                ? new RenderResult(await runs.ListOpenDeliveriesAsync(input.Run, worker.Drained), null)
                : await RenderAsync(work, input.Tries);
        }
        finally
        {
            slots.Release(input.Run.RunId);
        }
    }

    private async Task<RenderResult> RenderAsync(RenderWork work, int tries)
    {
        var start = time.GetTimestamp();
        var progress = new Rows();
        var announced = work.IsAnnounced;
        BoundRun? bound = null;
        await using var lease = RunLease.Start(
            async cancellationToken =>
            {
                var announce = !announced;
                announced = true;
                return await runs.RenewLeaseAsync(
                    work.Fence, _options.Lease, announce ? null : progress.TakeNews(), announce, cancellationToken);
            },
            options,
            time,
            worker.Drained);
        try
        {
            bound = BoundRun.Bind(work.Parameters, work.Values, work.Fence.Run.RunId, work.TimeZone);
            var files = await rendering.RenderAsync(work, bound, progress, lease.Token);
            await lease.StopAsync();
            var retention = work.Output.RetentionDays is { } days ? TimeSpan.FromDays(days) : (TimeSpan?)null;
            var rendered = await runs.CompleteRenderAsync(
                work.Fence, files, bound.Values, retention, TimeSpan.FromDays(_options.RetentionDays), _options.Lease, !announced, worker.Drained);
            if (rendered is not null)
            {
                Measure(RenderOutcome.Succeeded);
                metrics.Recorded(files);
                return await RecordedAsync(work.Fence, files, rendered);
            }

            await rendering.DeleteAsync(files, worker.Drained);
        }
        catch (ReportException e) when (e.IsTransient && tries < _options.MaxRenderTries)
        {
            var delay = _options.RetryDelay(tries);
            if (await runs.PostponeRenderAsync(work.Fence, new RunError(e.Code, e.Message), delay, _options.Lease, worker.Drained))
            {
                Measure(RenderOutcome.Postponed);
                return new RenderResult([], delay);
            }
        }
        catch (ReportException e)
        {
            if (await runs.FailAsync(work.Fence, new RunError(e.Code, e.Message), bound?.Values, worker.Drained) is { } failed)
            {
                Measure(RenderOutcome.Failed);
                await ending.EndedAsync(work.Fence.Run, failed.State, failed.MoreWaiting);
                return new RenderResult([], null, Ended: true);
            }
        }
        catch (OperationCanceledException) when (lease.IsLost)
        {
        }

        return RenderResult.Nothing;

        // What was rendered for a run that has ended or is another's counts for nothing.
        void Measure(RenderOutcome outcome) => metrics.Rendered(time.GetElapsedTime(start), outcome, work.Source?.Source.Kind);
    }

    private async Task<RenderResult> RecordedAsync(RunFence fence, IReadOnlyList<RenderedFile> files, RenderedRun rendered)
    {
        // The first taking of a run can have left nothing behind but by a worker that was lost, which makes it another.
        if (fence.Fence > 1) await rendering.DeleteOtherAttemptsAsync(fence.Run, files, worker.Drained);
        if (rendered.State == RunState.Running)
        {
            if (rendered.MoreWaiting) admission.Pull();
            return new RenderResult(rendered.Deliveries, null);
        }

        await ending.EndedAsync(fence.Run, rendered.State, rendered.MoreWaiting);
        return new RenderResult([], null, Ended: true);
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
