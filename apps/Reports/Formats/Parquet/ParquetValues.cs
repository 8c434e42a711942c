using System.Buffers;
using System.Buffers.Binary;
using ReportScheduler.Reports.Formats.Json;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>Writes the values of a column in the encoding PLAIN, and keeps the least and the largest of those that are integers.</summary>
internal sealed class ParquetValues(string name, ColumnType type)
{
    private const int DaysFrom1970 = 10_957;

    private bool _isText;
    private int _bits;
    private int _bitCount;
    private long _min = long.MaxValue;
    private long _max = long.MinValue;

    /// <summary>Type in the file.</summary>
    public ColumnType Type => _isText ? ColumnType.Text : type;

    /// <summary>Decimals of a <see cref="ColumnType.Decimal"/>.</summary>
    public int Scale { get; private set; }

    /// <summary>The least of the integers, as the file has it; null: none, or they have no order.</summary>
    public byte[]? Min => Statistic(_min);

    /// <summary>The largest of the integers, as the file has it; null: none, or they have no order.</summary>
    public byte[]? Max => Statistic(_max);

    /// <summary>Tells how to write decimals, before the first value.</summary>
    /// <param name="scale">Their decimals; null: they are written as texts.</param>
    public void DecideScale(int? scale)
    {
        _isText = scale is null;
        Scale = scale ?? 0;
    }

    /// <summary>Forgets the least and the largest.</summary>
    public void ResetStatistics() => (_min, _max) = (long.MaxValue, long.MinValue);

    /// <summary>Writes a value.</summary>
    /// <exception cref="ReportException"><see cref="ReportErrors.ValueNotInFormat"/>.</exception>
    public void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> page)
    {
        switch (type)
        {
            case ColumnType.Boolean: WriteBit(cell[0], page); break;
            case ColumnType.Integer: WriteInt64(CellValue.Integer(cell), page); break;
            case ColumnType.Time: WriteInt64(CellValue.Microseconds(cell), page); break;
            case ColumnType.Timestamp or ColumnType.Instant: WriteInt64(UnixMicroseconds(cell), page); break;
            case ColumnType.Date: WriteInt32(UnixDays(cell), page); break;
            case ColumnType.Float:
                BinaryPrimitives.WriteDoubleLittleEndian(page.GetSpan(8), CellValue.Float(cell));
                page.Advance(8);
                break;
            case ColumnType.Decimal when !_isText:
                if (!NumericCell.TryUnscaled(cell, Scale, out var unscaled)) throw NotInFormat("a number that does not fit the column's type");
                BinaryPrimitives.WriteInt128BigEndian(page.GetSpan(16), unscaled);
                page.Advance(16);
                break;
            case ColumnType.Decimal or ColumnType.Interval: WriteFormatted(cell, page); break;
            case ColumnType.Uuid: page.Write(cell); break;
            case ColumnType.Text: WriteBytes(JsonText.Repair(cell) ?? cell, page); break;
            // Readers refuse the whole file for one cell that is no JSON.
            case ColumnType.Json: WriteBytes(JsonText.IsJson(cell) ? cell : JsonText.Quote(cell), page); break;
            default: WriteBytes(cell, page); break;
        }
    }

    /// <summary>Writes what is left at the end of a page.</summary>
    public void Flush(ArrayBufferWriter<byte> page)
    {
        if (_bitCount == 0) return;
        page.GetSpan(1)[0] = (byte)_bits;
        page.Advance(1);
        (_bits, _bitCount) = (0, 0);
    }

    private void WriteBit(byte value, ArrayBufferWriter<byte> page)
    {
        if (value != 0) _bits |= 1 << _bitCount;
        if (++_bitCount == 8) Flush(page);
    }

    private void WriteInt32(int value, ArrayBufferWriter<byte> page)
    {
        Observe(value);
        BinaryPrimitives.WriteInt32LittleEndian(page.GetSpan(4), value);
        page.Advance(4);
    }

    private void WriteInt64(long value, ArrayBufferWriter<byte> page)
    {
        Observe(value);
        BinaryPrimitives.WriteInt64LittleEndian(page.GetSpan(8), value);
        page.Advance(8);
    }

    private static void WriteBytes(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> page)
    {
        var room = page.GetSpan(4 + bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(room, bytes.Length);
        bytes.CopyTo(room[4..]);
        page.Advance(4 + bytes.Length);
    }

    private void WriteFormatted(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> page)
    {
        var room = page.GetSpan(4 + CellText.MaxLength(type, cell));
        var length = CellText.Format(type, cell, room[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(room, length);
        page.Advance(4 + length);
    }

    private int UnixDays(ReadOnlySpan<byte> cell)
    {
        var day = BinaryPrimitives.ReadInt32BigEndian(cell);
        return day is int.MinValue || day > int.MaxValue - DaysFrom1970 ? throw NotInFormat("an infinite date") : day + DaysFrom1970;
    }

    private long UnixMicroseconds(ReadOnlySpan<byte> cell)
    {
        var time = CellValue.Microseconds(cell);
        return time is long.MinValue || time > CellValue.UnixMicroseconds(cell)
            ? throw NotInFormat("a time that is infinite or after the year 294246")
            : CellValue.UnixMicroseconds(cell);
    }

    private void Observe(long value)
    {
        if (value < _min) _min = value;
        if (value > _max) _max = value;
    }

    private byte[]? Statistic(long value)
    {
        if (_min > _max) return null;
        var bytes = new byte[ParquetType.Physical(type) == PhysicalType.Int32 ? 4 : 8];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(value >> (8 * i));
        return bytes;
    }

    private ReportException NotInFormat(string what) => new(
        ReportErrors.ValueNotInFormat,
        $"The column '{name}' has {what}, which Parquet can't hold: cast it to text in the query, or leave it out.");
}
