using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using DuckDB.NET.Native;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>How a column of DuckDB is selected and taken over.</summary>
/// <param name="Projection">
/// What DuckDB makes of the column before it is read, <c>{0}</c> being its name: values that the library cannot hold are made
/// texts by DuckDB itself.
/// </param>
/// <param name="Column">Reads what the projection gives.</param>
internal sealed record DuckDbColumn(string Projection, AdoColumn Column)
{
    private const string AsText = "CAST({0} AS VARCHAR)";

    // Days from 1970-01-01 to 2000-01-01.
    private const int EpochDays = 10_957;

    /// <param name="name">The column's name.</param>
    /// <param name="type">As DESCRIBE tells it, for example <c>DECIMAL(18,3)</c> or <c>INTEGER[]</c>.</param>
    public static DuckDbColumn Of(string name, string type)
    {
        var column = type switch
        {
            "BOOLEAN" => Plain(ColumnType.Boolean, AdoCells.Boolean),
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" =>
                Plain(ColumnType.Integer, static (reader, i, batch) => batch.AddInt64(reader.GetFieldValue<long>(i))),
            "UBIGINT" => Plain(ColumnType.Decimal, static (reader, i, batch) => NumericCell.Add(batch, reader.GetFieldValue<ulong>(i))),
            "HUGEINT" or "UHUGEINT" => Plain(ColumnType.Decimal, static (reader, i, batch) =>
                NumericCell.Add(batch, reader.GetFieldValue<BigInteger>(i).ToString(CultureInfo.InvariantCulture))),
            "FLOAT" => Plain(ColumnType.Float, AdoCells.Single),
            "DOUBLE" => Plain(ColumnType.Float, AdoCells.Double),
            "DATE" => Plain(ColumnType.Date, AddDate),
            "TIME" => Plain(ColumnType.Time, AddTime),
            "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" => Plain(ColumnType.Timestamp, AddTimestamp),
            "TIMESTAMP_NS" => new DuckDbColumn("CAST({0} AS TIMESTAMP)", new AdoColumn("", ColumnType.Timestamp, AddTimestamp)),
            "TIMESTAMP WITH TIME ZONE" => Plain(ColumnType.Instant, AddTimestamp),
            "INTERVAL" => Plain(ColumnType.Interval, AddInterval),
            "UUID" => Plain(ColumnType.Uuid, AdoCells.Uuid),
            "BLOB" => Plain(ColumnType.Binary, AddBlob),
            "JSON" => Plain(ColumnType.Json, AdoCells.Text),
            "VARCHAR" => Plain(ColumnType.Text, AdoCells.Text),
            "BIGNUM" => new DuckDbColumn(AsText, new AdoColumn("", ColumnType.Decimal, AddDigits)),
            _ when type.EndsWith(']') || IsOf(type, "STRUCT") || IsOf(type, "MAP") || IsOf(type, "UNION") =>
                new DuckDbColumn("CAST(to_json({0}) AS VARCHAR)", new AdoColumn("", ColumnType.Json, AdoCells.Text)),

            // The library rounds what a decimal of .NET cannot hold.
            _ when IsOf(type, "DECIMAL") => PrecisionOf(type) <= 28
                ? Plain(ColumnType.Decimal, AdoCells.Decimal)
                : new DuckDbColumn(AsText, new AdoColumn("", ColumnType.Decimal, AddDigits)),
            _ => new DuckDbColumn(AsText, new AdoColumn("", ColumnType.Text, AdoCells.Text)),
        };
        return column with { Column = column.Column with { Name = name } };
    }

    private static DuckDbColumn Plain(ColumnType type, AddCell add) => new("{0}", new AdoColumn("", type, add));

    private static bool IsOf(string type, string name) => type.StartsWith(name + "(", StringComparison.Ordinal);

    private static int PrecisionOf(string type) =>
        int.Parse(type.AsSpan("DECIMAL(".Length..type.IndexOf(',', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    private static void AddDigits(DbDataReader reader, int column, RowBatch batch) => NumericCell.Add(batch, reader.GetString(column));

    private static void AddDate(DbDataReader reader, int column, RowBatch batch)
    {
        var date = reader.GetFieldValue<DuckDBDateOnly>(column);
        batch.AddInt32(date.IsPositiveInfinity ? int.MaxValue : date.IsNegativeInfinity ? int.MinValue : date.ToDuckDBDate().Days - EpochDays);
    }

    private static void AddTime(DbDataReader reader, int column, RowBatch batch)
    {
        var time = reader.GetFieldValue<DuckDBTimeOnly>(column);
        batch.AddInt64(((((time.Hour * 60L) + time.Min) * 60) + time.Sec) * 1_000_000 + time.Microsecond);
    }

    private static void AddTimestamp(DbDataReader reader, int column, RowBatch batch)
    {
        var time = reader.GetFieldValue<DuckDBTimestamp>(column);
        batch.AddInt64(time.IsPositiveInfinity ? long.MaxValue
            : time.IsNegativeInfinity ? long.MinValue
            : time.ToDuckDBTimestampStruct().Micros - (EpochDays * 86_400_000_000));
    }

    private static void AddInterval(DbDataReader reader, int column, RowBatch batch)
    {
        var interval = reader.GetFieldValue<DuckDBInterval>(column);
        AdoCells.AddInterval(batch, interval.Months, interval.Days, unchecked((long)interval.Micros));
    }

    private static void AddBlob(DbDataReader reader, int column, RowBatch batch)
    {
        using var blob = reader.GetStream(column);
        var length = (int)Math.Min(blob.Length, RowBatch.MaxRowBytes + 1);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            blob.ReadExactly(bytes, 0, length);
            batch.Add(bytes.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
