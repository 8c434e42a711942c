using System.Data.Common;
using MySqlConnector;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.MySql;

/// <summary>
/// Columns of MySQL and MariaDB. Dates that no calendar has (<c>0000-00-00</c>, <c>2026-02-00</c>) become null; TIME, which
/// goes to 838 hours either way, an interval; TIMESTAMP an instant; TINYINT(1) stays a number, BIT(1) is a boolean; geometries
/// are bytes (a 4-byte SRID, then WKB).
/// </summary>
internal static class MySqlColumns
{
    public static async Task<AdoColumn[]> OfAsync(MySqlDataReader reader, CancellationToken cancellationToken) =>
        [.. (await reader.GetColumnSchemaAsync(cancellationToken)).Cast<MySqlDbColumn>().Select(Of)];

    private static AdoColumn Of(MySqlDbColumn column) => column.ProviderType switch
    {
        MySqlDbType.Byte or MySqlDbType.Int16 or MySqlDbType.Int24 or MySqlDbType.Int32 or MySqlDbType.Int64 or MySqlDbType.Year
            or MySqlDbType.UByte or MySqlDbType.UInt16 or MySqlDbType.UInt24 or MySqlDbType.UInt32 =>
            Column(ColumnType.Integer, AdoCells.Int64),
        MySqlDbType.UInt64 => Column(ColumnType.Decimal, AddUInt64),
        MySqlDbType.Bit => column.ColumnSize switch
        {
            1 => Column(ColumnType.Boolean, static (reader, i, batch) => batch.AddBoolean(reader.GetFieldValue<ulong>(i) != 0)),
            < 64 => Column(ColumnType.Integer, static (reader, i, batch) => batch.AddInt64((long)reader.GetFieldValue<ulong>(i))),
            _ => Column(ColumnType.Decimal, AddUInt64),
        },
        MySqlDbType.Float => Column(ColumnType.Float, AdoCells.Single),
        MySqlDbType.Double => Column(ColumnType.Float, AdoCells.Double),
        MySqlDbType.Decimal or MySqlDbType.NewDecimal => column.NumericPrecision is <= 28
            ? Column(ColumnType.Decimal, AdoCells.Decimal)
            : Column(ColumnType.Decimal, static (reader, i, batch) =>
                NumericCell.Add(batch, ((MySqlDataReader)reader).GetMySqlDecimal(i).ToString())),
        MySqlDbType.Date or MySqlDbType.Newdate => Column(ColumnType.Date, AddDate),
        MySqlDbType.DateTime => Column(ColumnType.Timestamp, AddTimestamp),
        MySqlDbType.Timestamp => Column(ColumnType.Instant, AddTimestamp),
        MySqlDbType.Time => Column(ColumnType.Interval, static (reader, i, batch) =>
            AdoCells.AddInterval(batch, months: 0, days: 0, ((MySqlDataReader)reader).GetTimeSpan(i).Ticks / TimeSpan.TicksPerMicrosecond)),
        MySqlDbType.JSON => Column(ColumnType.Json, AdoCells.Text),
        MySqlDbType.Binary or MySqlDbType.VarBinary or MySqlDbType.Blob or MySqlDbType.TinyBlob or MySqlDbType.MediumBlob
            or MySqlDbType.LongBlob or MySqlDbType.Geometry or MySqlDbType.Vector =>
            Column(ColumnType.Binary, static (reader, i, batch) => batch.Add(reader.GetFieldValue<byte[]>(i))),
        _ => Column(ColumnType.Text, AdoCells.Text),
    } with
    { Name = column.ColumnName };

    private static AdoColumn Column(ColumnType type, AddCell add) => new("", type, add);

    private static void AddUInt64(DbDataReader reader, int column, RowBatch batch) =>
        NumericCell.Add(batch, reader.GetFieldValue<ulong>(column));

    private static void AddDate(DbDataReader reader, int column, RowBatch batch)
    {
        var date = ((MySqlDataReader)reader).GetMySqlDateTime(column);
        if (date.IsValidDateTime) batch.AddInt32(CellValue.DateCell(new DateOnly(date.Year, date.Month, date.Day)));
        else batch.AddNull();
    }

    private static void AddTimestamp(DbDataReader reader, int column, RowBatch batch)
    {
        var time = ((MySqlDataReader)reader).GetMySqlDateTime(column);
        if (time.IsValidDateTime) batch.AddInt64(CellValue.TimestampCell(time.GetDateTime()));
        else batch.AddNull();
    }
}
