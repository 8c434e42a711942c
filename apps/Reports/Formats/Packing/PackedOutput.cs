using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Formats.Packing;

/// <summary>A file on its way to the store, packed as it comes; forward only and in bounded memory.</summary>
/// <remarks>
/// The same content gives the same bytes, however it arrives; except for encrypted files, whose salt is random. Entries of zip
/// files may be larger than 4 GB. Without <see cref="CompleteAsync"/> the file is worth nothing.
/// </remarks>
internal sealed class PackedOutput : Stream
{
    // What a compressor makes of a content depends on the parts in which it gets it.
    private const int BlockSize = 64 * 1024;

    private readonly Stream _output;
    private readonly MemoryStream _packed = new(2 * BlockSize);
    private readonly byte[] _block = new byte[BlockSize];
    private readonly IPacker? _packer;
    private int _used;

    private PackedOutput(Stream output, FilePacking packing, string? password, string entryName, DateTimeOffset asOf)
    {
        _output = output;
        _packer = packing switch
        {
            FilePacking.Gzip => new GzipPacker(_packed),
            FilePacking.Zip when password is null => new ZipPacker(_packed, entryName, asOf),
            FilePacking.Zip => new EncryptedZipPacker(_packed, password, entryName, asOf),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Begins a packed file.</summary>
    /// <param name="packing">How; see <see cref="ReportFormats.Packing"/>.</param>
    /// <param name="password">Encrypts a zip file with AES-256; null: it is not encrypted. Other packings have no password.</param>
    /// <param name="entryName">Name of the file in a zip file.</param>
    /// <param name="asOf">Time of the file in a zip file, instead of the clock's; even seconds from 1980 to 2107, in UTC.</param>
    /// <param name="output">Takes the packed bytes, asynchronously only; not closed.</param>
    public static PackedOutput Create(FilePacking packing, string? password, string entryName, DateTimeOffset asOf, Stream output) =>
        new(output, packing, password, entryName, asOf);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var length = Math.Min(buffer.Length, BlockSize - _used);
            buffer[..length].CopyTo(_block.AsMemory(_used));
            buffer = buffer[length..];
            _used += length;
            if (_used == BlockSize) await EndBlockAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes what is left and ends the file.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await EndBlockAsync(cancellationToken);
        _packer?.Complete();
        await HandOverAsync(cancellationToken);
    }

    /// <summary>Does nothing: blocks are handed over when they are full.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _packer?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask EndBlockAsync(CancellationToken cancellationToken)
    {
        if (_packer is null)
            await _output.WriteAsync(_block.AsMemory(0, _used), cancellationToken);
        else
            _packer.Write(_block.AsSpan(0, _used));
        _used = 0;
        await HandOverAsync(cancellationToken);
    }

    // The compressors write synchronously, the store takes bytes only asynchronously.
    private async ValueTask HandOverAsync(CancellationToken cancellationToken)
    {
        if (_packed.Length == 0) return;
        await _output.WriteAsync(_packed.GetBuffer().AsMemory(0, (int)_packed.Length), cancellationToken);
        _packed.SetLength(0);
    }
}
