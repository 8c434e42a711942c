using System.IO.Pipelines;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Packing;

namespace ReportScheduler.Reports.Rendering;

/// <summary>
/// A file that is being made: what its writer has written is hashed, compressed and stored while it goes on. Disposed before
/// <see cref="CommitAsync"/>, it leaves nothing.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private const int MinSegmentSize = 64 * 1024;
    private const int PauseWritingAt = 1024 * 1024;
    private static readonly PipeOptions PipeOptions = new(
        minimumSegmentSize: MinSegmentSize,
        pauseWriterThreshold: PauseWritingAt,
        resumeWriterThreshold: PauseWritingAt / 2,
        useSynchronizationContext: false);

    private readonly Pipe _pipe = new(PipeOptions);
    private readonly ReportFile _file;
    private readonly string? _section;
    private readonly string _extension;
    private readonly string _contentType;
    private readonly Task<StoredContent> _storing;
    private readonly PackedOutput _packed;
    private readonly ReportWriter _writer;
    private long _rows;

    /// <param name="section">Name of the one section it will have; null for all.</param>
    public OutputFile(ReportFile file, string? section, ReportRequest request, IArtifactStore store, CancellationToken cancellationToken)
    {
        (_file, _section) = (file, section);
        var output = request.Head.Output;
        var packing = ReportFormats.Packing(file.Format, output.Packing);
        _extension = ReportFormats.Extension(file.Format, output.Packing);
        _contentType = ReportFormats.ContentType(file.Format, output);
        _packed = PackedOutput.Create(
            packing, request.Password, file.Name + ReportFormats.Of(file.Format).Extension, request.Head.AsOf, _pipe.Writer.AsStream(leaveOpen: true));
        _writer = ReportWriters.Create(file.Format, _packed, request.Head);
        _storing = ContentStorage.StoreAsync(
            _pipe.Reader, store, file.Path + _extension, _contentType, request.Limits.MaxBytes, cancellationToken);
    }

    public ValueTask BeginSectionAsync(SectionHead head, CancellationToken cancellationToken) =>
        _writer.BeginSectionAsync(head, cancellationToken);

    public ValueTask WriteRowsAsync(Rows.RowBatch rows, CancellationToken cancellationToken)
    {
        _rows += rows.RowCount;
        return _writer.WriteRowsAsync(rows, cancellationToken);
    }

    public ValueTask EndSectionAsync(CancellationToken cancellationToken) => _writer.EndSectionAsync(cancellationToken);

    /// <summary>Ends the content.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _writer.CompleteAsync(cancellationToken);
        await _packed.CompleteAsync(cancellationToken);
        await _pipe.Writer.CompleteAsync();
    }

    /// <summary>Waits until the whole content is stored; it cannot be read yet.</summary>
    public Task StoredAsync() => _storing;

    /// <summary>Makes the artifact readable.</summary>
    public async Task<RenderedArtifact> CommitAsync(CancellationToken cancellationToken)
    {
        var stored = await _storing;
        await stored.Writer.CommitAsync(cancellationToken);
        return new RenderedArtifact(
            _file.Format, _section, _file.Name + _extension, _file.Path + _extension, _contentType, stored.Encoding, stored.SizeBytes, stored.StoredBytes, _rows, stored.Sha256);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _packed.DisposeAsync();
        // Ends the storing of a content that will not be whole; without effect on one that is.
        await _pipe.Writer.CompleteAsync(new OperationCanceledException());
        await ((Task)_storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_storing.IsCompletedSuccessfully) await (await _storing).Writer.DisposeAsync();
    }
}
