namespace ReportScheduler.Reports.Rows;

/// <summary>
/// The types that cells have, whatever database they come from. A cell that is not null has the bytes that PostgreSQL's binary
/// format gives a value of the type (network byte order), so that its rows are taken over as they arrive.
/// </summary>
public enum ColumnType
{
    /// <summary>UTF-8. Also what has no type of its own here: arrays, ranges, addresses, geometries and the like.</summary>
    Text,

    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>2, 4 or 8 bytes, signed.</summary>
    Integer,

    /// <summary>IEEE 754 of 4 or 8 bytes; NaN and the infinities included.</summary>
    Float,

    /// <summary>A number of any precision, NaN and the infinities included, in base 10,000: see <see cref="NumericCell"/>.</summary>
    Decimal,

    /// <summary>4 bytes: days since 2000-01-01; the smallest and the largest number are the infinities.</summary>
    Date,

    /// <summary>8 bytes: microseconds since midnight, up to 24:00.</summary>
    Time,

    /// <summary>8 bytes: microseconds since 2000-01-01 00:00 in no zone; the smallest and the largest number are the infinities.</summary>
    Timestamp,

    /// <summary>8 bytes: as <see cref="Timestamp"/>, in UTC.</summary>
    Instant,

    /// <summary>16 bytes: microseconds (8), days (4), months (4).</summary>
    Interval,

    /// <summary>16 bytes.</summary>
    Uuid,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>A JSON text in UTF-8.</summary>
    Json,
}

/// <summary>A column of a result.</summary>
/// <param name="Name">As the query names it; not always unique.</param>
/// <param name="Type">What its cells hold.</param>
public sealed record RowColumn(string Name, ColumnType Type);
