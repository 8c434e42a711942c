using Microsoft.Extensions.Options;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rendering;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.Worker.DataSources;

namespace ReportScheduler.Worker.Rendering;

/// <summary>Turns the ledger's view of a run into a rendered file under a path of this taking's own.</summary>
internal sealed class ReportRendering(
    CredentialProtector credentials, ReportRenderer renderer, IArtifactStore artifacts, IOptions<WorkerOptions> options)
{
    private readonly WorkerOptions _options = options.Value;

    /// <exception cref="ReportException">The report could not be made.</exception>
    public async Task<IReadOnlyList<RenderedFile>> RenderAsync(RenderWork work, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var run = work.Fence.Run;
        var parameters = Bind(work);
        var source = work.Source
            ?? throw new ReportException("data_source_deleted", "The report's data source was deleted; choose another one.");
        var nominal = RunId.NominalFireAt(run.RunId);
        var request = new ReportRequest(
            await source.ToSettingsAsync(credentials, run.TenantId, cancellationToken),
            ReportRequest.SectionsOf(work.ReportName, work.Sql, ReportOutput.Default),
            parameters,
            new DocumentHead(work.ReportName, null, nominal, "UTC", ReportOutput.Default),
            [new ReportFile(ReportFormat.Csv, $"{Folder(run)}/{work.Fence.Fence}/report", FileNames.Of(work.ReportName, nominal))],
            new RenderLimits(_options.MaxRows, _options.MaxBytes, TimeSpan.FromSeconds(_options.RenderTimeoutSeconds)));
        var artifacts = await renderer.RenderAsync(request, progress, cancellationToken);
        return
        [
            .. artifacts.Select(artifact => new RenderedFile(
                artifact.FileName,
                ReportFormats.Of(artifact.Format).Extension[1..],
                artifact.ContentType,
                artifact.ContentEncoding,
                artifact.Path,
                artifact.SizeBytes,
                artifact.StoredBytes,
                artifact.RowCount,
                artifact.Sha256,
                artifact.Section)),
        ];
    }

    /// <summary>Removes what earlier takings of the run have left in the store.</summary>
    public Task DeleteOtherAttemptsAsync(RunFence fence, CancellationToken cancellationToken) =>
        artifacts.DeleteOthersAsync(Folder(fence.Run), $"{fence.Fence}", cancellationToken);

    public async Task DeleteAsync(IReadOnlyList<RenderedFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
            await artifacts.DeleteAsync(file.Path, cancellationToken);
    }

    private static string Folder(RunAttempt run) => $"tenants/{run.TenantId}/runs/{run.RunId}";

    private static IReadOnlyList<BoundParameter> Bind(RenderWork work)
    {
        var errors = new List<FieldError>();
        var parameters = ParameterValues.Bind(work.Parameters, work.Values, errors);
        return errors.Count == 0
            ? parameters
            : throw new ReportException("invalid_parameters", $"The value of {errors[0].Field} does not fit the report: {errors[0].Message}");
    }
}
