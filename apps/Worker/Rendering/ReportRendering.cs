using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Rendering;
using ReportScheduler.Worker.DataSources;

namespace ReportScheduler.Worker.Rendering;

/// <summary>Turns the ledger's view of a run into a rendered file under a path of this taking's own.</summary>
internal sealed class ReportRendering(
    SourceAccess access, ReportRenderer renderer, IArtifactStore artifacts, IOptions<WorkerOptions> options)
{
    private readonly WorkerOptions _options = options.Value;

    /// <exception cref="ReportException">The report could not be made.</exception>
    public async Task<RenderedFile> RenderAsync(RenderWork work, BoundRun bound, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var run = work.Fence.Run;
        var settings = await access.ToSettingsAsync(run.TenantId, work.Source, cancellationToken);
        var request = new RenderRequest(
            PostgreSqlTextDriver.Of(settings),
            work.Sql,
            bound.Parameters,
            $"{Folder(run)}/{work.Fence.Fence}/report.csv",
            new RenderLimits(_options.MaxRows, _options.MaxBytes, TimeSpan.FromSeconds(_options.RenderTimeoutSeconds)));
        var artifact = await renderer.RenderAsync(request, progress, cancellationToken);
        return new RenderedFile(
            FileNames.Of(work.ReportName, RunId.NominalFireAt(run.RunId), "csv"),
            "csv",
            artifact.ContentType,
            artifact.ContentEncoding,
            artifact.Path,
            artifact.SizeBytes,
            artifact.StoredBytes,
            artifact.RowCount,
            artifact.Sha256);
    }

    /// <summary>Removes what earlier takings of the run have left in the store.</summary>
    public Task DeleteOtherAttemptsAsync(RunFence fence, CancellationToken cancellationToken) =>
        artifacts.DeleteOthersAsync(Folder(fence.Run), $"{fence.Fence}", cancellationToken);

    public Task DeleteAsync(RenderedFile file, CancellationToken cancellationToken) => artifacts.DeleteAsync(file.Path, cancellationToken);

    private static string Folder(RunAttempt run) => $"tenants/{run.TenantId}/runs/{run.RunId}";
}
