using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Rendering;

/// <summary>
/// Makes a report's files in one pass over each of its queries: rows are read while those before them are written in all
/// formats, and what was written is hashed, compressed and stored meanwhile. Memory is bounded whatever the size of the report.
/// </summary>
public sealed class ReportRenderer(SourceDrivers drivers, IArtifactStore store, TimeProvider time)
{
    /// <summary>Makes a report. Unless it succeeds, no artifact is left.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Is told the number of rows so far, about once a second and at the end.</param>
    /// <param name="cancellationToken">Stops the query on the server, too.</param>
    /// <returns>One for each file: first those of single sections, in the order of the sections.</returns>
    /// <exception cref="ReportException">
    /// The code tells why; <see cref="ReportException.IsTransient"/> whether to try again.
    /// </exception>
    public async Task<IReadOnlyList<RenderedArtifact>> RenderAsync(
        ReportRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        foreach (var file in request.Files)
            ArtifactPath.Check(file.Path);
        using var deadline = new CancellationTokenSource(request.Limits.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await MakeAsync(request, progress, either.Token);
        }
        catch (OperationCanceledException exception)
            when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw SourceErrors.Timeout(request.Limits.Timeout, exception);
        }
    }

    private async Task<IReadOnlyList<RenderedArtifact>> MakeAsync(
        ReportRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var throttled = progress is null ? null : new ThrottledProgress(progress, time);
        await using var files = new OutputFiles(request, store, cancellationToken);
        var rows = 0L;
        for (var i = 0; i < request.Sections.Count; i++)
        {
            var query = new SourceQuery(request.Sections[i].Sql, request.Parameters, request.Limits.Timeout);
            await using var reader = await drivers.Of(request.Source.Kind).ExecuteAsync(request.Source, query, cancellationToken);
            await files.BeginSectionAsync(i, HeadOf(request.Sections[i], reader.Columns));
            await foreach (var batch in ReadAhead.BatchesAsync(reader, cancellationToken))
            {
                rows += batch.RowCount;
                if (rows > request.Limits.MaxRows) throw RowLimitExceeded(request.Limits.MaxRows);
                await files.WriteRowsAsync(batch);
                throttled?.Report(rows);
            }

            await files.EndSectionAsync();
        }

        var artifacts = await files.CommitAsync();
        progress?.Report(rows);
        return artifacts;
    }

    private static SectionHead HeadOf(ReportSection section, IReadOnlyList<RowColumn> columns)
    {
        var formats = columns.Select(column =>
        {
            var format = section.Columns.FirstOrDefault(format => format.Column == column.Name) ?? new ColumnFormat(column.Name);
            return format with { Label = format.Label ?? column.Name };
        });
        return new SectionHead(section.Name, columns, [.. formats], section.Chart);
    }

    private static ReportException RowLimitExceeded(long maxRows) => new(
        ReportErrors.RowLimitExceeded, FormattableString.Invariant($"The report has more than {maxRows} rows."));
}
