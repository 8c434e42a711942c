using System.IO.Compression;

namespace ReportScheduler.Reports.Artifacts;

/// <summary>The encodings in which artifacts are stored, by their names in HTTP (RFC 9110, section 8.4.1, and RFC 7932).</summary>
public static class ContentEncodings
{
    /// <summary>Brotli, in which all new artifacts are stored that shrink by it.</summary>
    public const string Brotli = "br";

    /// <summary>In which artifacts were stored before.</summary>
    public const string Gzip = "gzip";

    // As fast as gzip's fastest, and by far smaller on tables; see tests/Benchmarks.
    private const int BrotliQuality = 1;

    /// <summary>Compresses into Brotli what is written to it; leaves the output open.</summary>
    internal static Stream Compressor(Stream output) =>
        new BrotliStream(output, new BrotliCompressionOptions { Quality = BrotliQuality }, leaveOpen: true);

    /// <summary>Undoes an encoding; closes the stored stream with itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No artifact is stored in this encoding.</exception>
    internal static Stream Decompressor(Stream stored, string encoding) => encoding switch
    {
        Brotli => new BrotliStream(stored, CompressionMode.Decompress),
        Gzip => new GZipStream(stored, CompressionMode.Decompress),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Only br and gzip are known."),
    };
}
