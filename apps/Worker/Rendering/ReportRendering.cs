using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rendering;
using ReportScheduler.Reports.Templates;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.Worker.DataSources;

namespace ReportScheduler.Worker.Rendering;

/// <summary>Turns the ledger's view of a run into rendered files under paths of this taking's own.</summary>
internal sealed class ReportRendering(
    SourceAccess access, CredentialProtector credentials, ReportRenderer renderer, IArtifactStore artifacts, IOptions<WorkerOptions> options)
{
    private readonly WorkerOptions _options = options.Value;

    /// <exception cref="ReportException">The report could not be made.</exception>
    public async Task<IReadOnlyList<RenderedFile>> RenderAsync(
        RenderWork work, BoundRun bound, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var run = work.Fence.Run;
        var (nominal, output) = (RunId.NominalFireAt(run.RunId), work.Output);
        var path = $"{RunFolders.Of(run.TenantId, run.RunId)}/{RunFolders.NewTaking(work.Fence.Fence)}/report";
        var request = new ReportRequest(
            await access.ToSettingsAsync(run.TenantId, work.Source, cancellationToken),
            ReportRequest.SectionsOf(work.ReportName, work.Sql, output),
            bound.Parameters,
            HeadOf(work, bound, nominal),
            [.. output.Formats.Select(format => new ReportFile(format, path, FileNames.Of(work.ReportName, nominal)))],
            new RenderLimits(_options.MaxRows, _options.MaxBytes, TimeSpan.FromSeconds(_options.RenderTimeoutSeconds)),
            work.EncryptedFilePassword is { } password
                ? await credentials.UnprotectAsync(run.TenantId, work.ReportId, password, cancellationToken)
                : null);
        var rendered = await renderer.RenderAsync(request, progress, cancellationToken);
        return
        [
            .. rendered.Select(artifact => new RenderedFile(
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
    /// <param name="files">What this taking has rendered.</param>
    public Task DeleteOtherAttemptsAsync(RunAttempt run, IReadOnlyList<RenderedFile> files, CancellationToken cancellationToken) =>
        artifacts.DeleteOthersAsync(RunFolders.Of(run.TenantId, run.RunId), RunFolders.TakingOf(files[0].Path), cancellationToken);

    public async Task DeleteAsync(IReadOnlyList<RenderedFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
            await artifacts.DeleteAsync(file.Path, cancellationToken);
    }

    private static DocumentHead HeadOf(RenderWork work, BoundRun bound, DateTimeOffset nominal)
    {
        var (output, zone) = (work.Output, bound.Values.TimeZone);
        var model = new TemplateModel(
            work.ReportName, bound.Parameters, nominal, zone, ReportLocale.Of(output.Locale), Rows: []);
        return new DocumentHead(
            output.Title is { } title ? ReportText.Render(title, model) : work.ReportName,
            output.Introduction is { } introduction ? ReportText.Render(introduction, model) : null,
            nominal,
            zone,
            output);
    }
}
