namespace ReportScheduler.Reports.DataSources;

/// <summary>A column of a query's result.</summary>
/// <param name="Name">As the query names it; names may repeat.</param>
/// <param name="Kind">What its cells are.</param>
public sealed record ResultColumn(string Name, ColumnKind Kind);

/// <summary>What the cells of a column are, as far as a format must know.</summary>
public enum ColumnKind
{
    /// <summary>Text that people may have written, and every type not named below.</summary>
    Text,

    /// <summary>
    /// A value in a notation of the server's, which no one can have written as a formula: numbers, UUIDs, intervals, bytes as
    /// <c>\x</c> hex.
    /// </summary>
    Literal,

    /// <summary><c>t</c> or <c>f</c>.</summary>
    Boolean,

    /// <summary>A date and time without zone, <c>2026-01-31 07:00:00.5</c>.</summary>
    Timestamp,

    /// <summary>A date and time in UTC, <c>2026-01-31 07:00:00.5+00</c>.</summary>
    UtcTimestamp,
}
