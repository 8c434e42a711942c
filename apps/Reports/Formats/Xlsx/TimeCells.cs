using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Dates and times as days since 1899-12-30, the day before a spreadsheet's first. What is before 1900-03-01, where spreadsheets
/// count a day that never was, after 9999, or infinite is text.
/// </summary>
internal sealed class TimeCells(ColumnType type, int style, LocalClock clock, TextCells text) : CellWriter
{
    private const long MicrosecondsOfDay = 86_400_000_000;
    private const long DaysTo2000 = 36_526;
    private const long FirstDay = 61;
    private const long LastDay = 2_958_465;

    private readonly byte[] _start = NumberStart(style);

    public override void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        if (!TryGet(cell, out var days, out var microseconds))
        {
            text.Write(cell, output);
            return;
        }

        var destination = output.GetSpan(MaxNumber);
        var length = Copy(_start, destination);
        length += WriteDays(days, microseconds, destination[length..]);
        output.Advance(length + Copy(NumberEnd, destination[length..]));
    }

    private bool TryGet(ReadOnlySpan<byte> cell, out long days, out long microseconds)
    {
        switch (type)
        {
            case ColumnType.Date:
                (days, microseconds) = (DaysTo2000 + BinaryPrimitives.ReadInt32BigEndian(cell), 0);
                return days is >= FirstDay and <= LastDay;
            case ColumnType.Time:
                (days, microseconds) = (0, CellValue.Microseconds(cell));
                return microseconds < MicrosecondsOfDay;
            case ColumnType.Interval:
                // A month has no length; what is negative is shown as a row of hashes.
                (var months, days, var rest) = CellValue.Interval(cell);
                (days, microseconds) = Split(days, rest);
                return months == 0 && days is >= 0 and <= LastDay;
            default:
                (days, microseconds) = (0, 0);
                if (!CellValue.TryDateTime(cell, out _)) return false;
                var time = CellValue.Microseconds(cell);
                (days, microseconds) = Split(DaysTo2000, type == ColumnType.Instant ? clock.ToLocal(time) : time);
                return days is >= FirstDay and <= LastDay;
        }
    }

    private static (long Days, long Microseconds) Split(long days, long microseconds)
    {
        var (more, rest) = Math.DivRem(microseconds, MicrosecondsOfDay);
        return rest < 0 ? (days + more - 1, rest + MicrosecondsOfDay) : (days + more, rest);
    }

    // To 12 decimals, a tenth of a microsecond: finer than a spreadsheet's numbers are in this range.
    private static int WriteDays(long days, long microseconds, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(days, destination, out var length);
        if (microseconds == 0) return length;
        var (millionths, rest) = Math.DivRem(microseconds, 86_400);
        var fraction = (millionths * 1_000_000) + (((rest * 1_000_000) + 43_200) / 86_400);
        destination[length++] = (byte)'.';
        Utf8Formatter.TryFormat(fraction, destination[length..], out var written, new StandardFormat('D', 12));
        return destination[..(length + written)].TrimEnd((byte)'0').Length;
    }
}
