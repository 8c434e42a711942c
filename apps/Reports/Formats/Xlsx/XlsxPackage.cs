using System.IO.Compression;
using System.Text;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>The zip file around the parts of a workbook, written forward, one part after the other.</summary>
internal sealed class XlsxPackage : IAsyncDisposable
{
    // The earliest time that a zip file can tell: the clock's would make equal reports differ.
    private static readonly DateTimeOffset PartTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly BlockStream _blocks;
    private readonly ZipArchive _archive;
    private Stream? _part;

    /// <param name="output">Takes blocks of about 128 KiB; not closed.</param>
    public XlsxPackage(Stream output)
    {
        _blocks = new BlockStream(output);
        _archive = new ZipArchive(_blocks, ZipArchiveMode.Create, leaveOpen: true);
    }

    public async ValueTask BeginPartAsync(string name, CancellationToken cancellationToken)
    {
        var entry = _archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = PartTime;
        _part = await entry.OpenAsync(cancellationToken);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _part!.WriteAsync(bytes, cancellationToken);

    public async ValueTask EndPartAsync()
    {
        await _part!.DisposeAsync();
        _part = null;
    }

    /// <summary>Writes a part that is small.</summary>
    public async ValueTask AddPartAsync(string name, string xml, CancellationToken cancellationToken)
    {
        await BeginPartAsync(name, cancellationToken);
        await WriteAsync(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + xml), cancellationToken);
        await EndPartAsync();
    }

    /// <summary>Writes the zip file's directory.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _archive.DisposeAsync();
        await _blocks.CompleteAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // What the archive still has to write would only make half a file look whole.
        _blocks.Abandon();
        if (_part is not null) await _part.DisposeAsync();
        await _archive.DisposeAsync();
        await _blocks.DisposeAsync();
    }
}
