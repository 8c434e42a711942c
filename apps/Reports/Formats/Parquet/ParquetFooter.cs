using System.Buffers;
using System.Buffers.Binary;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>Rows that lie together in the file.</summary>
internal sealed record ParquetRowGroup(long Rows, IReadOnlyList<ParquetChunk> Chunks);

/// <summary>The end of a file, which tells what is where.</summary>
/// <remarks>The names and numbers of the fields: src/main/thrift/parquet.thrift of apache/parquet-format.</remarks>
internal static class ParquetFooter
{
    private const string CreatedBy = "ReportScheduler";
    private const int Snappy = 1;
    private static readonly int[] Encodings = [0, 3];

    /// <summary>The bytes after the last row group.</summary>
    public static ReadOnlyMemory<byte> Format(IReadOnlyList<ParquetColumn> columns, IReadOnlyList<ParquetRowGroup> groups)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        var thrift = new ThriftCompactWriter(bytes);
        thrift.WriteStruct(() =>
        {
            thrift.Write(1, 2);
            thrift.WriteStructs<ParquetColumn?>(2, [null, .. columns], column => WriteSchema(thrift, column, columns.Count));
            thrift.Write(3, groups.Sum(group => group.Rows));
            thrift.WriteStructs(4, groups, group => WriteRowGroup(thrift, group));
            thrift.Write(6, CreatedBy);
            thrift.WriteStructs(7, columns, _ => thrift.Write(1, () => { }));
        });
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(4), bytes.WrittenCount);
        bytes.Advance(4);
        bytes.Write("PAR1"u8);
        return bytes.WrittenMemory;
    }

    private static void WriteSchema(ThriftCompactWriter thrift, ParquetColumn? column, int count)
    {
        if (column is not null)
        {
            ParquetType.WriteSchemaElement(thrift, column.Name, column.Type, column.Scale);
            return;
        }

        thrift.Write(4, "schema");
        thrift.Write(5, count);
    }

    private static void WriteRowGroup(ThriftCompactWriter thrift, ParquetRowGroup group)
    {
        thrift.WriteStructs(1, group.Chunks, chunk => WriteChunk(thrift, chunk));
        thrift.Write(2, group.Chunks.Sum(chunk => chunk.UncompressedSize));
        thrift.Write(3, group.Rows);
        if (group.Chunks.Count > 0) thrift.Write(5, group.Chunks[0].Offset);
        thrift.Write(6, group.Chunks.Sum(chunk => chunk.CompressedSize));
    }

    private static void WriteChunk(ThriftCompactWriter thrift, ParquetChunk chunk)
    {
        thrift.Write(2, chunk.Offset);
        thrift.Write(3, () =>
        {
            thrift.Write(1, (int)ParquetType.Physical(chunk.Column.Type));
            thrift.WriteIntegers(2, Encodings);
            thrift.WriteStrings(3, [chunk.Column.Name]);
            thrift.Write(4, Snappy);
            thrift.Write(5, chunk.Values);
            thrift.Write(6, chunk.UncompressedSize);
            thrift.Write(7, chunk.CompressedSize);
            thrift.Write(9, chunk.Offset);
            thrift.Write(12, () => WriteStatistics(thrift, chunk));
        });
    }

    private static void WriteStatistics(ThriftCompactWriter thrift, ParquetChunk chunk)
    {
        thrift.Write(3, chunk.Nulls);
        if (chunk.Max is not null) thrift.Write(5, chunk.Max);
        if (chunk.Min is not null) thrift.Write(6, chunk.Min);
    }
}
