using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Rows;

/// <summary>
/// Cells as texts for machines, the same in every format: numbers in plain digits or with an exponent, <c>true</c> and
/// <c>false</c>, ISO 8601 (instants end with <c>Z</c>, years before Christ with <c> BC</c>), <c>infinity</c>, UUIDs with hyphens,
/// bytes as <c>\x</c> and hex.
/// </summary>
public static class CellText
{
    private const int MaxShort = 64;
    private const long MicrosecondsOfDay = 86_400_000_000;
    private const int DaysFromYearZero = 730_485;
    private const int DaysOfCycle = 146_097;

    /// <summary>Bytes that <see cref="Format"/> may need.</summary>
    public static int MaxLength(ColumnType type, ReadOnlySpan<byte> cell) => type switch
    {
        ColumnType.Text or ColumnType.Json => cell.Length,
        ColumnType.Binary => 2 + (2 * cell.Length),
        ColumnType.Decimal => NumericCell.MaxLength(cell),
        ColumnType.Interval => 2 * MaxShort,
        _ => MaxShort,
    };

    /// <summary>Writes a cell that is not null.</summary>
    /// <returns>Bytes written.</returns>
    public static int Format(ColumnType type, ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        switch (type)
        {
            case ColumnType.Boolean: return Copy(cell[0] != 0 ? "true"u8 : "false"u8, destination);
            case ColumnType.Integer:
                Utf8Formatter.TryFormat(CellValue.Integer(cell), destination, out var length);
                return length;
            case ColumnType.Float: return FormatFloat(cell, destination);
            case ColumnType.Decimal: return NumericCell.Format(cell, destination);
            case ColumnType.Date: return FormatDate(BinaryPrimitives.ReadInt32BigEndian(cell), destination);
            case ColumnType.Time: return FormatTime(BinaryPrimitives.ReadInt64BigEndian(cell), destination);
            case ColumnType.Timestamp: return FormatTimestamp(BinaryPrimitives.ReadInt64BigEndian(cell), isUtc: false, destination);
            case ColumnType.Instant: return FormatTimestamp(BinaryPrimitives.ReadInt64BigEndian(cell), isUtc: true, destination);
            case ColumnType.Interval: return IntervalText.Format(cell, destination);
            case ColumnType.Uuid:
                Utf8Formatter.TryFormat(CellValue.Uuid(cell), destination, out length);
                return length;
            case ColumnType.Binary:
                Copy("\\x"u8, destination);
                Convert.TryToHexStringLower(cell, destination[2..], out length);
                return 2 + length;
            default: return Copy(cell, destination);
        }
    }

    /// <summary>A cell that is not null as a string; for texts that are short.</summary>
    public static string ToString(ColumnType type, ReadOnlySpan<byte> cell)
    {
        var size = MaxLength(type, cell);
        var text = size <= 512 ? stackalloc byte[size] : new byte[size];
        return Encoding.UTF8.GetString(text[..Format(type, cell, text)]);
    }

    private static int FormatFloat(ReadOnlySpan<byte> cell, Span<byte> destination)
    {
        var value = CellValue.Float(cell);
        if (!double.IsFinite(value))
            return Copy(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8, destination);

        var length = 0;
        _ = cell.Length == 4
            ? ((float)value).TryFormat(destination, out length, default, CultureInfo.InvariantCulture)
            : value.TryFormat(destination, out length, default, CultureInfo.InvariantCulture);
        var exponent = destination[..length].IndexOf((byte)'E');
        if (exponent >= 0) destination[exponent] = (byte)'e';
        return length;
    }

    private static int FormatDate(int day, Span<byte> destination)
    {
        if (day is int.MinValue or int.MaxValue) return FormatInfinity(day > 0, destination);
        var year = FormatDay(day, destination, out var length);
        return year > 0 ? length : length + Copy(" BC"u8, destination[length..]);
    }

    private static int FormatTimestamp(long microseconds, bool isUtc, Span<byte> destination)
    {
        if (microseconds is long.MinValue or long.MaxValue) return FormatInfinity(microseconds > 0, destination);
        var (day, time) = Math.DivRem(microseconds, MicrosecondsOfDay);
        if (time < 0) (day, time) = (day - 1, time + MicrosecondsOfDay);
        var year = FormatDay((int)day, destination, out var length);
        destination[length++] = (byte)'T';
        length += FormatTime(time, destination[length..]);
        if (isUtc) destination[length++] = (byte)'Z';
        return year > 0 ? length : length + Copy(" BC"u8, destination[length..]);
    }

    private static int FormatTime(long microseconds, Span<byte> destination)
    {
        var (seconds, fraction) = Math.DivRem(microseconds, 1_000_000);
        WriteTwo((int)(seconds / 3600), destination);
        destination[2] = (byte)':';
        WriteTwo((int)(seconds / 60 % 60), destination[3..]);
        destination[5] = (byte)':';
        WriteTwo((int)(seconds % 60), destination[6..]);
        return fraction == 0 ? 8 : 8 + FormatFraction((int)fraction, destination[8..]);
    }

    /// <summary>Writes microseconds as a point and up to six decimals.</summary>
    internal static int FormatFraction(int microseconds, Span<byte> destination)
    {
        destination[0] = (byte)'.';
        for (var i = 6; i > 0; i--)
        {
            destination[i] = (byte)('0' + (microseconds % 10));
            microseconds /= 10;
        }

        var length = 7;
        while (destination[length - 1] == (byte)'0') length--;
        return length;
    }

    // The proleptic Gregorian calendar without the bounds of .NET's dates (H. Hinnant, chrono-compatible low-level date algorithms).
    private static int FormatDay(int day, Span<byte> destination, out int length)
    {
        var shifted = (long)day + DaysFromYearZero - 60;
        var cycle = shifted >= 0 ? shifted / DaysOfCycle : (shifted - DaysOfCycle + 1) / DaysOfCycle;
        var dayOfCycle = shifted - (cycle * DaysOfCycle);
        var yearOfCycle = (dayOfCycle - (dayOfCycle / 1460) + (dayOfCycle / 36_524) - (dayOfCycle / 146_096)) / 365;
        var dayOfYear = dayOfCycle - ((365 * yearOfCycle) + (yearOfCycle / 4) - (yearOfCycle / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
        var year = (int)(yearOfCycle + (cycle * 400)) + (month <= 2 ? 1 : 0);

        Utf8Formatter.TryFormat(year > 0 ? year : 1 - year, destination, out length, new StandardFormat('D', 4));
        destination[length] = (byte)'-';
        WriteTwo(month, destination[(length + 1)..]);
        destination[length + 3] = (byte)'-';
        WriteTwo((int)(dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1), destination[(length + 4)..]);
        length += 6;
        return year;
    }

    private static int FormatInfinity(bool isPositive, Span<byte> destination) =>
        Copy(isPositive ? "infinity"u8 : "-infinity"u8, destination);

    private static void WriteTwo(int value, Span<byte> destination)
    {
        destination[1] = (byte)('0' + (value % 10));
        destination[0] = (byte)('0' + (value / 10));
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
