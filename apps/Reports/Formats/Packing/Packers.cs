using System.IO.Compression;
using ICSharpCode.SharpZipLib.Zip;

namespace ReportScheduler.Reports.Formats.Packing;

/// <summary>Packs one content into a memory that is emptied from time to time.</summary>
internal interface IPacker : IDisposable
{
    void Write(ReadOnlySpan<byte> content);

    /// <summary>Writes what is left.</summary>
    void Complete();
}

/// <summary>Gzip; its header has no time.</summary>
internal sealed class GzipPacker(MemoryStream packed) : IPacker
{
    private readonly GZipStream _gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true);

    public void Write(ReadOnlySpan<byte> content) => _gzip.Write(content);

    public void Complete() => _gzip.Dispose();

    public void Dispose() => _gzip.Dispose();
}

/// <summary>A zip file with one entry.</summary>
internal sealed class ZipPacker : IPacker
{
    private readonly ZipArchive _archive;
    private readonly Stream _entry;

    public ZipPacker(MemoryStream packed, string entryName, DateTimeOffset asOf)
    {
        _archive = new ZipArchive(new UnseekableStream(packed), ZipArchiveMode.Create);
        var entry = _archive.CreateEntry(entryName, CompressionLevel.Fastest);
        entry.LastWriteTime = ZipTime.Of(asOf);
        _entry = entry.Open();
    }

    public void Write(ReadOnlySpan<byte> content) => _entry.Write(content);

    public void Complete()
    {
        _entry.Dispose();
        _archive.Dispose();
    }

    public void Dispose() => Complete();
}

/// <summary>A zip file with one entry, encrypted with AES-256 (WinZip's AE-2), which Windows' own Explorer can't open.</summary>
internal sealed class EncryptedZipPacker : IPacker
{
    private const int KeyBits = 256;
    private const int Fastest = 1;

    private readonly ZipOutputStream _zip;

    public EncryptedZipPacker(MemoryStream packed, string password, string entryName, DateTimeOffset asOf)
    {
        _zip = new ZipOutputStream(new UnseekableStream(packed)) { Password = password, IsStreamOwner = false };
        _zip.SetLevel(Fastest);
        _zip.PutNextEntry(new ZipEntry(entryName) { DateTime = ZipTime.Of(asOf).DateTime, AESKeySize = KeyBits, IsUnicodeText = true });
    }

    public void Write(ReadOnlySpan<byte> content) => _zip.Write(content);

    public void Complete()
    {
        _zip.CloseEntry();
        _zip.Finish();
    }

    public void Dispose() => _zip.Dispose();
}

/// <summary>Times that zip files can hold.</summary>
internal static class ZipTime
{
    private static readonly DateTimeOffset Min = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Max = new(2107, 12, 31, 23, 59, 58, TimeSpan.Zero);

    public static DateTimeOffset Of(DateTimeOffset time) => time < Min ? Min : time > Max ? Max : time.ToUniversalTime();
}

/// <summary>Lets the compressors know that they can't go back: what they have written may be gone.</summary>
internal sealed class UnseekableStream(MemoryStream inner) : Stream
{
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
