using System.Buffers.Binary;

namespace ReportScheduler.Reports.Rows;

/// <summary>Values of cells that are not null, by the layout of their <see cref="ColumnType"/>.</summary>
public static class CellValue
{
    private const long UnixEpochOffsetMicroseconds = 946_684_800_000_000;
    private const int EpochDayNumber = 730_119;

    /// <summary>Value of an <see cref="ColumnType.Integer"/>.</summary>
    public static long Integer(ReadOnlySpan<byte> cell) => cell.Length switch
    {
        2 => BinaryPrimitives.ReadInt16BigEndian(cell),
        4 => BinaryPrimitives.ReadInt32BigEndian(cell),
        _ => BinaryPrimitives.ReadInt64BigEndian(cell),
    };

    /// <summary>Value of a <see cref="ColumnType.Float"/>.</summary>
    public static double Float(ReadOnlySpan<byte> cell) =>
        cell.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(cell) : BinaryPrimitives.ReadDoubleBigEndian(cell);

    /// <summary>Value of a <see cref="ColumnType.Uuid"/>.</summary>
    public static Guid Uuid(ReadOnlySpan<byte> cell) => new(cell, bigEndian: true);

    /// <summary>Microseconds of a <see cref="ColumnType.Time"/>.</summary>
    public static long Microseconds(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt64BigEndian(cell);

    /// <summary>Value of a <see cref="ColumnType.Date"/>.</summary>
    /// <returns>False for the infinities and for years that .NET has not (before 1, after 9999).</returns>
    public static bool TryDate(ReadOnlySpan<byte> cell, out DateOnly date)
    {
        var day = (long)BinaryPrimitives.ReadInt32BigEndian(cell) + EpochDayNumber;
        var isDate = day >= 0 && day <= DateOnly.MaxValue.DayNumber;
        date = isDate ? DateOnly.FromDayNumber((int)day) : default;
        return isDate;
    }

    /// <summary>Value of a <see cref="ColumnType.Timestamp"/> or an <see cref="ColumnType.Instant"/>; the kind is unspecified.</summary>
    /// <returns>False for the infinities and for years that .NET has not (before 1, after 9999).</returns>
    public static bool TryDateTime(ReadOnlySpan<byte> cell, out DateTime time)
    {
        var microseconds = BinaryPrimitives.ReadInt64BigEndian(cell);
        var isTime = microseconds >= -63_082_281_600_000_000 && microseconds < 252_455_616_000_000_000;
        time = isTime ? new DateTime(630_822_816_000_000_000 + (microseconds * TimeSpan.TicksPerMicrosecond)) : default;
        return isTime;
    }

    /// <summary>Microseconds since 1970 of a <see cref="ColumnType.Timestamp"/> or an <see cref="ColumnType.Instant"/> that is finite.</summary>
    public static long UnixMicroseconds(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt64BigEndian(cell) + UnixEpochOffsetMicroseconds;

    /// <summary>Months, days and microseconds of an <see cref="ColumnType.Interval"/>.</summary>
    public static (int Months, int Days, long Microseconds) Interval(ReadOnlySpan<byte> cell) => (
        BinaryPrimitives.ReadInt32BigEndian(cell[12..]), BinaryPrimitives.ReadInt32BigEndian(cell[8..]), BinaryPrimitives.ReadInt64BigEndian(cell));

    /// <summary>The bytes of <see cref="ColumnType.Date"/>: days since 2000-01-01.</summary>
    public static int DateCell(DateOnly date) => date.DayNumber - EpochDayNumber;

    /// <summary>The bytes of <see cref="ColumnType.Timestamp"/>: microseconds since 2000-01-01; what is finer is cut off.</summary>
    public static long TimestampCell(DateTime time) => (time.Ticks / TimeSpan.TicksPerMicrosecond) - 63_082_281_600_000_000;
}
