using System.Data;
using System.Text;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;

namespace ReportScheduler.UnitTests.Reports;

public sealed class CsvWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColumnKind.Text, "plain", "plain")]
    [InlineData(ColumnKind.Text, "", "\"\"")]
    [InlineData(ColumnKind.Text, null, "")]
    [InlineData(ColumnKind.Text, "a,b", "\"a,b\"")]
    [InlineData(ColumnKind.Text, "say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData(ColumnKind.Text, "\"", "\"\"\"\"")]
    [InlineData(ColumnKind.Text, "line\nbreak", "\"line\nbreak\"")]
    [InlineData(ColumnKind.Text, "line\r\nbreak", "\"line\r\nbreak\"")]
    [InlineData(ColumnKind.Text, " padded ", " padded ")]
    [InlineData(ColumnKind.Text, "Grüße 世界 🎉", "Grüße 世界 🎉")]
    [InlineData(ColumnKind.Text, "=1+1", "'=1+1")]
    [InlineData(ColumnKind.Text, "+1", "'+1")]
    [InlineData(ColumnKind.Text, "-1", "'-1")]
    [InlineData(ColumnKind.Text, "@SUM(A1)", "'@SUM(A1)")]
    [InlineData(ColumnKind.Text, "\tx", "'\tx")]
    [InlineData(ColumnKind.Text, "\rx", "\"'\rx\"")]
    [InlineData(ColumnKind.Text, "=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"")]
    [InlineData(ColumnKind.Text, "1=1", "1=1")]
    [InlineData(ColumnKind.Literal, "-12.50", "-12.50")]
    [InlineData(ColumnKind.Literal, "-$1,234.50", "\"-$1,234.50\"")]
    [InlineData(ColumnKind.Boolean, "t", "true")]
    [InlineData(ColumnKind.Boolean, "f", "false")]
    [InlineData(ColumnKind.Timestamp, "2026-01-31 07:00:00", "2026-01-31T07:00:00")]
    [InlineData(ColumnKind.Timestamp, "2026-01-31 07:00:00.123456", "2026-01-31T07:00:00.123456")]
    [InlineData(ColumnKind.Timestamp, "-infinity", "-infinity")]
    [InlineData(ColumnKind.UtcTimestamp, "2026-01-31 07:00:00+00", "2026-01-31T07:00:00Z")]
    [InlineData(ColumnKind.UtcTimestamp, "12026-01-31 07:00:00.5+00", "12026-01-31T07:00:00.5Z")]
    [InlineData(ColumnKind.UtcTimestamp, "0044-03-15 12:00:00+00 BC", "0044-03-15 12:00:00+00 BC")]
    [InlineData(ColumnKind.UtcTimestamp, "infinity", "infinity")]
    public async Task WriteAsync_Cell_IsWrittenAs(ColumnKind kind, string? cell, string expected)
    {
        using var table = Table((kind, [cell]), (ColumnKind.Literal, ["7"]));

        (await WriteAsync(table)).Should().Be($"c0,c1\r\n{expected},7\r\n");
    }

    [Fact]
    public async Task WriteAsync_FormulasNotNeutralised_AreLeft()
    {
        using var table = Table((ColumnKind.Text, ["=1+1"]));

        (await WriteAsync(table, csv: new CsvOptions { NeutraliseFormulas = false })).Should().Be("c0\r\n=1+1\r\n");
    }

    [Fact]
    public async Task WriteAsync_NullInASingleColumn_IsNoEmptyLine()
    {
        using var table = Table((ColumnKind.Text, ["a", null, "b"]));

        (await WriteAsync(table)).Should().Be("c0\r\na\r\n\"\"\r\nb\r\n");
    }

    [Fact]
    public async Task WriteAsync_NoRows_WritesTheHeader()
    {
        using var table = Table((ColumnKind.Text, []), (ColumnKind.Text, []));

        (await WriteAsync(table)).Should().Be("c0,c1\r\n");
    }

    [Fact]
    public async Task WriteAsync_HeaderWithSpecialNames_IsQuotedAndNeutralised()
    {
        using var table = Table((ColumnKind.Literal, ["1"]), (ColumnKind.Literal, ["2"]));
        ResultColumn[] columns = [new("a,b", ColumnKind.Literal), new("=cmd", ColumnKind.Literal)];
        await using var result = new QueryResult(table.CreateDataReader(), columns);
        using var output = new MemoryStream();

        await new CsvWriter(output, new CsvOptions()).WriteAsync(result, long.MaxValue, null, Cancellation);

        Encoding.UTF8.GetString(output.ToArray()).Should().Be("\"a,b\",'=cmd\r\n1,2\r\n");
    }

    [Theory]
    [InlineData(32 * 1024)]
    [InlineData((32 * 1024) + 1)]
    [InlineData(64 * 1024)]
    [InlineData(1_000_003)]
    public async Task WriteAsync_LongCell_IsWhole(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length / 4).Select(i => i % 97 == 0 ? "\"é," : "abcd"));
        using var table = Table((ColumnKind.Text, ["=" + text, text]));

        var lines = (await WriteAsync(table)).Split("\r\n");

        var quoted = text.Replace("\"", "\"\"", StringComparison.Ordinal);
        lines[1..].Should().Equal($"\"'={quoted}\"", $"\"{quoted}\"", "");
    }

    [Fact]
    public async Task WriteAsync_MoreRowsThanAllowed_IsRefused()
    {
        using var table = Table((ColumnKind.Text, ["a", "b", "c"]));

        var writing = () => WriteAsync(table, maxRows: 2);

        (await writing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("row_limit_exceeded");
    }

    [Fact]
    public async Task WriteAsync_AsManyRowsAsAllowed_AreCounted()
    {
        using var table = Table((ColumnKind.Text, ["a", "b"]));
        await using var result = Result(table);
        using var output = new MemoryStream();

        (await new CsvWriter(output, new CsvOptions()).WriteAsync(result, 2, null, Cancellation)).Should().Be(2);
    }

    private static async Task<string> WriteAsync(DataTable table, CsvOptions? csv = null, long maxRows = long.MaxValue)
    {
        await using var result = Result(table);
        using var output = new MemoryStream();
        await new CsvWriter(output, csv ?? new CsvOptions()).WriteAsync(result, maxRows, null, Cancellation);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static QueryResult Result(DataTable table) => new(
        table.CreateDataReader(),
        [.. table.Columns.Cast<DataColumn>().Select(column => new ResultColumn(column.ColumnName, (ColumnKind)column.ExtendedProperties["kind"]!))]);

    private static DataTable Table(params (ColumnKind Kind, string?[] Cells)[] columns)
    {
        var table = new DataTable();
        for (var i = 0; i < columns.Length; i++)
        {
            var column = table.Columns.Add($"c{i}", typeof(byte[]));
            column.ExtendedProperties["kind"] = columns[i].Kind;
        }

        for (var row = 0; row < columns[0].Cells.Length; row++)
            table.Rows.Add([.. columns.Select(column => column.Cells[row] is { } cell ? Encoding.UTF8.GetBytes(cell) : (object)DBNull.Value)]);
        return table;
    }
}
