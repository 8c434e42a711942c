using System.Data;
using System.Data.Common;
using System.Data.SqlTypes;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.DataSources.SqlServer;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.DataSources;

/// <summary>Columns by SQL Server's type names, over values as SqlClient gives them.</summary>
public sealed class SqlServerColumnsTests
{
    public static TheoryData<string, int?, object, ColumnType, string> Values => new()
    {
        { "tinyint", null, (byte)255, ColumnType.Integer, "255" },
        { "smallint", null, (short)-32768, ColumnType.Integer, "-32768" },
        { "int", null, int.MinValue, ColumnType.Integer, "-2147483648" },
        { "bigint", null, long.MinValue, ColumnType.Integer, "-9223372036854775808" },
        { "bit", null, true, ColumnType.Boolean, "true" },
        { "real", null, 1.1f, ColumnType.Float, "1.1" },
        { "float", null, 1.1d, ColumnType.Float, "1.1" },
        { "money", null, -12.5000m, ColumnType.Decimal, "-12.5000" },
        { "decimal", 10, 12.50m, ColumnType.Decimal, "12.50" },
        { "decimal", 38, SqlDecimal.Parse("-12345678901234567890123456789012345.678"), ColumnType.Decimal, "-12345678901234567890123456789012345.678" },
        { "date", null, new DateTime(2026, 2, 3), ColumnType.Date, "2026-02-03" },
        { "time", null, new TimeSpan(0, 23, 59, 59, 999, 999), ColumnType.Time, "23:59:59.999999" },
        { "datetime2", null, new DateTime(1, 1, 1).AddTicks(10), ColumnType.Timestamp, "0001-01-01T00:00:00.000001" },
        { "datetimeoffset", null, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)), ColumnType.Instant, "2026-02-03T02:05:06Z" },
        { "uniqueidentifier", null, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), ColumnType.Uuid, "00112233-4455-6677-8899-aabbccddeeff" },
        { "nvarchar", null, "né漢字😀", ColumnType.Text, "né漢字😀" },
        { "xml", null, $"<a>{new string('x', 50_000)}</a>".ToCharArray(), ColumnType.Text, "<a>" + new string('x', 50_000) + "</a>" },
        { "varbinary", null, new byte[] { 0, 255 }, ColumnType.Binary, "\\x00ff" },
        { "master.sys.hierarchyid", null, new byte[] { 0x58 }, ColumnType.Binary, "\\x58" },
        { "sql_variant", null, 1.5m, ColumnType.Text, "1.5" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Of_TypeName_TakesTheValueOverWhole(string type, int? precision, object value, ColumnType expectedType, string expected)
    {
        using var table = new DataTable { Columns = { { "v", value.GetType() } } };
        table.Rows.Add(value);
        table.Rows.Add(DBNull.Value);
        using var reader = table.CreateDataReader();
        var columns = SqlServerColumns.Of([new Column(type, precision)]);
        var batch = new RowBatch(1);

        while (reader.Read())
            AdoColumn.AddRow(reader, columns, batch);

        columns[0].Type.Should().Be(expectedType);
        CellText.ToString(expectedType, batch.Cell(0, 0)).Should().Be(expected);
        batch.IsNull(1, 0).Should().BeTrue();
    }

    private sealed class Column : DbColumn
    {
        public Column(string type, int? precision) => (ColumnName, DataTypeName, NumericPrecision, IsLong) = ("v", type, precision, false);
    }
}
