using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.SqlServer;

/// <summary>
/// Columns of SQL Server. A datetimeoffset is the instant it names, its offset is not kept; a hundred nanoseconds are cut to
/// microseconds; a sql_variant is text; hierarchyid, geometry and geography are bytes: their ToString() gives text.
/// </summary>
internal static class SqlServerColumns
{
    /// <param name="schema">What the reader says of its columns.</param>
    public static AdoColumn[] Of(IEnumerable<DbColumn> schema) => [.. schema.Select(Of)];

    private static AdoColumn Of(DbColumn column) => column.DataTypeName?.ToLowerInvariant() switch
    {
        "tinyint" => Column(ColumnType.Integer, static (reader, i, batch) => batch.AddInt32(reader.GetByte(i))),
        "smallint" => Column(ColumnType.Integer, AdoCells.Int16),
        "int" => Column(ColumnType.Integer, AdoCells.Int32),
        "bigint" => Column(ColumnType.Integer, AdoCells.Int64),
        "bit" => Column(ColumnType.Boolean, AdoCells.Boolean),
        "real" => Column(ColumnType.Float, AdoCells.Single),
        "float" => Column(ColumnType.Float, AdoCells.Double),
        "money" or "smallmoney" => Column(ColumnType.Decimal, AdoCells.Decimal),
        "decimal" or "numeric" => column.NumericPrecision is <= 28
            ? Column(ColumnType.Decimal, AdoCells.Decimal)
            : Column(ColumnType.Decimal, static (reader, i, batch) => NumericCell.Add(batch, reader.GetFieldValue<SqlDecimal>(i).ToString())),
        "date" => Column(ColumnType.Date, static (reader, i, batch) =>
            batch.AddInt32(CellValue.DateCell(DateOnly.FromDateTime(reader.GetDateTime(i))))),
        "time" => Column(ColumnType.Time, static (reader, i, batch) =>
            batch.AddInt64(reader.GetFieldValue<TimeSpan>(i).Ticks / TimeSpan.TicksPerMicrosecond)),
        "datetime" or "datetime2" or "smalldatetime" => Column(ColumnType.Timestamp, static (reader, i, batch) =>
            batch.AddInt64(CellValue.TimestampCell(reader.GetDateTime(i)))),
        "datetimeoffset" => Column(ColumnType.Instant, static (reader, i, batch) =>
            batch.AddInt64(CellValue.TimestampCell(reader.GetFieldValue<DateTimeOffset>(i).UtcDateTime))),
        "uniqueidentifier" => Column(ColumnType.Uuid, AdoCells.Uuid),
        "char" or "varchar" or "nchar" or "nvarchar" when column.IsLong is not true => Column(ColumnType.Text, AdoCells.Text),
        "char" or "varchar" or "nchar" or "nvarchar" or "text" or "ntext" or "xml" => Column(ColumnType.Text, AdoCells.LongText),
        "json" => Column(ColumnType.Json, AdoCells.LongText),
        "sql_variant" => Column(ColumnType.Text, static (reader, i, batch) => batch.AddText(VariantText(reader.GetValue(i)))),
        _ => Column(ColumnType.Binary, AdoCells.Binary),
    } with
    { Name = column.ColumnName };

    private static AdoColumn Column(ColumnType type, AddCell add) => new("", type, add);

    private static string VariantText(object value) => value switch
    {
        byte[] bytes => "\\x" + Convert.ToHexStringLower(bytes),
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
