using System.IO.Pipelines;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;

namespace ReportScheduler.Reports.Rendering;

/// <summary>
/// Makes a report in one pass: rows are read and written as CSV while the blocks before them are hashed, compressed and stored.
/// Memory is bounded whatever the size of the report.
/// </summary>
public sealed class ReportRenderer(PostgreSqlSource source, IArtifactStore store, TimeProvider time)
{
    private const int MinSegmentSize = 64 * 1024;
    private const int PauseReadingAt = 1024 * 1024;
    private static readonly PipeOptions PipeOptions = new(
        minimumSegmentSize: MinSegmentSize,
        pauseWriterThreshold: PauseReadingAt,
        resumeWriterThreshold: PauseReadingAt / 2,
        useSynchronizationContext: false);

    /// <summary>Makes a report. Unless it succeeds, no artifact is left.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Is told the number of rows so far, about once a second and at the end.</param>
    /// <param name="cancellationToken">Stops the query on the server, too.</param>
    /// <exception cref="ReportException">
    /// The code tells why; <see cref="ReportException.IsTransient"/> whether to try again.
    /// </exception>
    public async Task<RenderedArtifact> RenderAsync(
        RenderRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArtifactPath.Check(request.Path);
        using var deadline = new CancellationTokenSource(request.Limits.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var query = new SourceQuery(request.Sql, request.Parameters, request.Limits.Timeout);
            await using var result = await source.ExecuteAsync(request.Source, query, either.Token);
            var throttled = progress is null ? null : new ThrottledProgress(progress, time);
            var artifact = await RenderAsync(result, request, throttled, either.Token);
            progress?.Report(artifact.RowCount);
            return artifact;
        }
        catch (OperationCanceledException exception)
            when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw SourceErrors.Timeout(request.Limits.Timeout, exception);
        }
    }

    private async Task<RenderedArtifact> RenderAsync(
        QueryResult result, RenderRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(PipeOptions);
        var storing = ContentStorage.StoreAsync(
            pipe.Reader, store, request.Path, CsvWriter.ContentType, request.Limits.MaxBytes, cancellationToken);
        long rows;
        try
        {
            await using var output = pipe.Writer.AsStream(leaveOpen: true);
            var csv = new CsvWriter(output, new CsvOptions());
            rows = await csv.WriteAsync(result, request.Limits.MaxRows, progress, cancellationToken);
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception exception)
        {
            // The storage side then ends with this exception, too, or was the first to throw it.
            await pipe.Writer.CompleteAsync(exception);
            await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var stored = await storing;
        return new RenderedArtifact(
            request.Path, CsvWriter.ContentType, stored.Encoding, stored.SizeBytes, stored.StoredBytes, rows, stored.Sha256);
    }
}
