using System.Buffers;
using System.Buffers.Binary;
using System.Data.Common;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.Ado;

/// <summary>Ways to take over cells that several databases share. None of them boxes a value.</summary>
internal static class AdoCells
{
    private const int ChunkSize = 8 * 1024;

    public static void Boolean(DbDataReader reader, int column, RowBatch batch) => batch.AddBoolean(reader.GetBoolean(column));

    public static void Int16(DbDataReader reader, int column, RowBatch batch) => batch.AddInt32(reader.GetInt16(column));

    public static void Int32(DbDataReader reader, int column, RowBatch batch) => batch.AddInt32(reader.GetInt32(column));

    public static void Int64(DbDataReader reader, int column, RowBatch batch) => batch.AddInt64(reader.GetInt64(column));

    public static void Single(DbDataReader reader, int column, RowBatch batch)
    {
        // Four bytes, not eight: the digits shown are those of the value's own precision.
        Span<byte> cell = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleBigEndian(cell, reader.GetFloat(column));
        batch.Add(cell);
    }

    public static void Double(DbDataReader reader, int column, RowBatch batch) => batch.AddDouble(reader.GetDouble(column));

    public static void Decimal(DbDataReader reader, int column, RowBatch batch) => NumericCell.Add(batch, reader.GetDecimal(column));

    public static void Text(DbDataReader reader, int column, RowBatch batch) => batch.AddText(reader.GetString(column));

    public static void Uuid(DbDataReader reader, int column, RowBatch batch) => batch.AddUuid(reader.GetGuid(column));

    /// <summary>Adds an interval.</summary>
    public static void AddInterval(RowBatch batch, int months, int days, long microseconds)
    {
        Span<byte> cell = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(cell, microseconds);
        BinaryPrimitives.WriteInt32BigEndian(cell[8..], days);
        BinaryPrimitives.WriteInt32BigEndian(cell[12..], months);
        batch.Add(cell);
    }

    /// <summary>Text of any length, for readers that stream a cell; what cannot become a row is not read to its end.</summary>
    public static void LongText(DbDataReader reader, int column, RowBatch batch)
    {
        var text = new ArrayBufferWriter<char>(ChunkSize);
        var chunk = ArrayPool<char>.Shared.Rent(ChunkSize);
        try
        {
            long read;
            while (text.WrittenCount <= RowBatch.MaxRowBytes
                && (read = reader.GetChars(column, text.WrittenCount, chunk, 0, ChunkSize)) > 0)
            {
                text.Write(chunk.AsSpan(0, (int)read));
            }

            batch.AddText(text.WrittenSpan);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chunk);
        }
    }

    /// <summary>Bytes of any length; what cannot become a row is not read to its end.</summary>
    public static void Binary(DbDataReader reader, int column, RowBatch batch)
    {
        var bytes = new ArrayBufferWriter<byte>(ChunkSize);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            long read;
            while (bytes.WrittenCount <= RowBatch.MaxRowBytes
                && (read = reader.GetBytes(column, bytes.WrittenCount, chunk, 0, ChunkSize)) > 0)
            {
                bytes.Write(chunk.AsSpan(0, (int)read));
            }

            batch.Add(bytes.WrittenSpan);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
