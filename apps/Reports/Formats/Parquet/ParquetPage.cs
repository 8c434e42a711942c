using System.Buffers;
using System.Buffers.Binary;
using Snappier;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>Data pages of the first version, compressed with Snappy.</summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/Encodings.md</remarks>
internal static class ParquetPage
{
    private const int Plain = 0;
    private const int RunLength = 3;
    private const int LengthSize = 4;

    /// <summary>Writes which values of a page are there: definition levels of one bit, as one run.</summary>
    /// <param name="present">A bit for each row, the lowest of a byte first.</param>
    /// <param name="rows">Rows of the page.</param>
    /// <param name="nulls">Rows without a value.</param>
    /// <param name="destination">Has 16 bytes more than the bits.</param>
    /// <returns>Bytes written.</returns>
    public static int FormatLevels(ReadOnlySpan<byte> present, int rows, int nulls, Span<byte> destination)
    {
        var position = LengthSize;
        if (nulls == 0 || nulls == rows)
        {
            position += FormatVarint(rows << 1, destination[position..]);
            destination[position++] = nulls == 0 ? (byte)1 : (byte)0;
        }
        else
        {
            var groups = (rows + 7) / 8;
            position += FormatVarint((groups << 1) | 1, destination[position..]);
            present[..groups].CopyTo(destination[position..]);
            position += groups;
        }

        BinaryPrimitives.WriteInt32LittleEndian(destination, position - LengthSize);
        return position;
    }

    /// <summary>Writes a page and its header.</summary>
    /// <returns>The size that it would have without compression.</returns>
    public static int Write(ReadOnlySpan<byte> levels, ReadOnlySpan<byte> values, int rows, ArrayBufferWriter<byte> output)
    {
        var size = levels.Length + values.Length;
        var page = ArrayPool<byte>.Shared.Rent(size);
        var compressed = ArrayPool<byte>.Shared.Rent(Snappy.GetMaxCompressedLength(size));
        try
        {
            levels.CopyTo(page);
            values.CopyTo(page.AsSpan(levels.Length));
            var compressedSize = Snappy.Compress(page.AsSpan(0, size), compressed);
            var start = output.WrittenCount;
            WriteHeader(new ThriftCompactWriter(output), rows, size, compressedSize);
            size += output.WrittenCount - start;
            output.Write(compressed.AsSpan(0, compressedSize));
            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(page);
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    private static void WriteHeader(ThriftCompactWriter thrift, int rows, int size, int compressedSize) => thrift.WriteStruct(() =>
    {
        thrift.Write(1, 0);
        thrift.Write(2, size);
        thrift.Write(3, compressedSize);
        thrift.Write(5, () =>
        {
            thrift.Write(1, rows);
            thrift.Write(2, Plain);
            thrift.Write(3, RunLength);
            thrift.Write(4, RunLength);
        });
    });

    private static int FormatVarint(int value, Span<byte> destination)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            destination[length++] = (byte)(value | 0x80);
        destination[length++] = (byte)value;
        return length;
    }
}
