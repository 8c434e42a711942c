using Microsoft.Extensions.Options;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Worker.Rendering;

/// <summary>Deletes the content of artifacts whose time is over. Any number of workers do so at once.</summary>
internal sealed partial class ExpiredArtifacts(
    ExpiredArtifactStore expired, IArtifactStore artifacts, IOptions<WorkerOptions> options, TimeProvider time, ILogger<ExpiredArtifacts> logger)
    : BackgroundService
{
    private const int AtOnce = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                SweepFailed(logger, e);
            }

            if (!more) await Task.Delay(TimeSpan.FromSeconds(options.Value.SweepSeconds), time, stoppingToken);
        }
    }

    /// <returns>True when there may be more.</returns>
    private async Task<bool> SweepAsync(CancellationToken cancellationToken)
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} artifacts whose time was over")]
    private static partial void Deleted(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Artifact {ArtifactId} could not be deleted and is tried again later")]
    private static partial void NotDeleted(ILogger logger, Exception exception, Guid artifactId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deleting artifacts failed and is tried again")]
    private static partial void SweepFailed(ILogger logger, Exception exception);
}
