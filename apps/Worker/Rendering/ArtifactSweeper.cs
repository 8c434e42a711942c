using Microsoft.Extensions.Options;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Worker.Rendering;

/// <summary>
/// Deletes the content of artifacts whose time is over, and what workers that were lost have left of runs that have ended. Any
/// number of workers do so at once.
/// </summary>
internal sealed partial class ArtifactSweeper(
    ExpiredArtifactStore expired, LeftoverStore leftovers, IArtifactStore artifacts, IOptions<WorkerOptions> options, TimeProvider time,
    ILogger<ArtifactSweeper> logger)
    : BackgroundService
{
    private const int AtOnce = 100;

    private readonly WorkerOptions _options = options.Value;

    // One that cannot reach the ledger renders on, though it has lost its run.
    private TimeSpan LongestTaking => TimeSpan.FromSeconds(_options.RenderTimeoutSeconds) + _options.Lease;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await SweepExpiredAsync(stoppingToken) | await SweepLeftoversAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                SweepFailed(logger, e);
            }

            if (!more) await Task.Delay(TimeSpan.FromSeconds(_options.SweepSeconds), time, stoppingToken);
        }
    }

    /// <returns>True when there may be more.</returns>
    private async Task<bool> SweepExpiredAsync(CancellationToken cancellationToken)
    {
        var taken = await expired.TakeAsync(AtOnce, cancellationToken);
        var deleted = 0;
        foreach (var artifact in taken)
        {
            try
            {
                await artifacts.DeleteAsync(artifact.Path, cancellationToken);
                await expired.CompleteAsync(artifact, cancellationToken);
                deleted++;
            }
            catch (ReportException e)
            {
                // One that can't be deleted now must not keep the others.
                NotDeleted(logger, e, artifact.ArtifactId);
            }
        }

        if (deleted > 0) Deleted(logger, deleted);
        return taken.Count == AtOnce;
    }

    /// <inheritdoc cref="SweepExpiredAsync"/>
    private async Task<bool> SweepLeftoversAsync(CancellationToken cancellationToken)
    {
        var taken = await leftovers.TakeAsync(AtOnce, LongestTaking, cancellationToken);
        foreach (var run in taken)
        {
            try
            {
                var kept = run.KeptPath is { } path ? RunFolders.TakingOf(path) : null;
                await artifacts.DeleteOthersAsync(RunFolders.Of(run.TenantId, run.RunId), kept, cancellationToken);
                await leftovers.CompleteAsync(run, cancellationToken);
            }
            catch (ReportException e)
            {
                NotCleared(logger, e, run.RunId);
            }
        }

        return taken.Count == AtOnce;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} artifacts whose time was over")]
    private static partial void Deleted(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Artifact {ArtifactId} could not be deleted and is tried again later")]
    private static partial void NotDeleted(ILogger logger, Exception exception, Guid artifactId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is left over of run {RunId} could not be deleted and is tried again later")]
    private static partial void NotCleared(ILogger logger, Exception exception, Guid runId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deleting artifacts failed and is tried again")]
    private static partial void SweepFailed(ILogger logger, Exception exception);
}
