using System.Globalization;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Rendering;

/// <summary>The files of a report, written at once. They all appear when all are complete, or none does.</summary>
internal sealed class OutputFiles(ReportRequest request, IArtifactStore store, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly List<OutputFile> _all = [];
    private readonly List<OutputFile> _ofReport = [];
    private readonly List<OutputFile> _ofSection = [];

    private IEnumerable<OutputFile> Open => _ofReport.Concat(_ofSection);

    /// <param name="index">Counts sections from 0.</param>
    /// <param name="head">The section.</param>
    public async Task BeginSectionAsync(int index, SectionHead head)
    {
        foreach (var file in request.Files)
        {
            var traits = ReportFormats.Of(file.Format);
            if (traits.IsOfChart && head.Chart is null) continue;
            if (traits.HoldsOneTable)
                _ofSection.Add(Add(Numbered(file, index), head.Name));
            else if (index == 0)
                _ofReport.Add(Add(file, section: null));
        }

        foreach (var file in Open)
            await file.BeginSectionAsync(head, cancellationToken);
    }

    public ValueTask WriteRowsAsync(RowBatch rows) => _ofReport.Count + _ofSection.Count == 1
        ? Open.First().WriteRowsAsync(rows, cancellationToken)
        : new ValueTask(Task.WhenAll(Open.Select(file => Task.Run(() => file.WriteRowsAsync(rows, cancellationToken).AsTask(), cancellationToken))));

    public async Task EndSectionAsync()
    {
        foreach (var file in Open)
            await file.EndSectionAsync(cancellationToken);
        foreach (var file in _ofSection)
            await file.CompleteAsync(cancellationToken);
        _ofSection.Clear();
    }

    /// <summary>Ends all files and makes them readable.</summary>
    /// <returns>In the order of their sections, then those with all sections, each in the order of the request.</returns>
    public async Task<IReadOnlyList<RenderedArtifact>> CommitAsync()
    {
        foreach (var file in _ofReport)
            await file.CompleteAsync(cancellationToken);
        await Task.WhenAll(_all.Select(file => file.StoredAsync()));

        var committed = new List<RenderedArtifact>();
        try
        {
            foreach (var file in _all)
                committed.Add(await file.CommitAsync(cancellationToken));
            return committed;
        }
        catch
        {
            foreach (var artifact in committed)
                await store.DeleteAsync(artifact.Path, CancellationToken.None);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _all)
            await file.DisposeAsync();
    }

    private OutputFile Add(ReportFile file, string? section)
    {
        var output = new OutputFile(file, section, request, store, cancellationToken);
        _all.Add(output);
        return output;
    }

    private ReportFile Numbered(ReportFile file, int index)
    {
        if (request.Sections.Count == 1) return file;
        var suffix = string.Create(CultureInfo.InvariantCulture, $"-{index + 1}");
        return file with { Path = file.Path + suffix, Name = file.Name + suffix };
    }
}
