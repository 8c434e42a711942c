using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;

namespace ReportScheduler.UnitTests.Reports;

public sealed class CsvWriterTests
{
    private static readonly ResultColumn Text = new("c", ColumnKind.Text);

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
        (await WriteAsync([new("c", kind), new("n", ColumnKind.Literal)], [[cell, "7"]])).Should().Be($"c,n\r\n{expected},7\r\n");
    }

    [Fact]
    public async Task WriteAsync_FormulasNotNeutralised_AreLeft() =>
        (await WriteAsync([Text], [["=1+1"]], new CsvOptions { NeutraliseFormulas = false })).Should().Be("c\r\n=1+1\r\n");

    [Fact]
    public async Task WriteAsync_NullInASingleColumn_IsNoEmptyLine() =>
        (await WriteAsync([Text], [["a"], [null], ["b"]])).Should().Be("c\r\na\r\n\"\"\r\nb\r\n");

    [Fact]
    public async Task WriteAsync_NoRows_WritesTheHeader() => (await WriteAsync([Text, Text], [])).Should().Be("c,c\r\n");

    [Fact]
    public async Task WriteAsync_HeaderWithSpecialNames_IsQuotedAndNeutralised() =>
        (await WriteAsync([new("a,b", ColumnKind.Literal), new("=cmd", ColumnKind.Literal)], [["1", "2"]])).Should().Be("\"a,b\",'=cmd\r\n1,2\r\n");

    [Theory]
    [InlineData(32 * 1024)]
    [InlineData((32 * 1024) + 1)]
    [InlineData(64 * 1024)]
    [InlineData(1_000_003)]
    public async Task WriteAsync_LongCell_IsWhole(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length / 4).Select(i => i % 97 == 0 ? "\"é," : "abcd"));

        var lines = (await WriteAsync([Text], [["=" + text], [text]])).Split("\r\n");

        var quoted = text.Replace("\"", "\"\"", StringComparison.Ordinal);
        lines[1..].Should().Equal($"\"'={quoted}\"", $"\"{quoted}\"", "");
    }

    [Fact]
    public async Task WriteAsync_LongCellThatEndsWhereItsLineBegan_IsNoNull()
    {
        // 3 bytes of header; then two parts of the cell fill a block, and what is left ends at byte 3 of the next one.
        foreach (var length in Enumerable.Range(65_530, 20))
        {
            var text = new string('x', length);

            (await WriteAsync([Text], [[text]]) == $"c\r\n\"{text}\"\r\n").Should().BeTrue($"of length {length}");
        }
    }

    [Fact]
    public async Task WriteAsync_MoreRowsThanAllowed_IsRefused()
    {
        var writing = () => WriteAsync([Text], [["a"], ["b"], ["c"]], maxRows: 2);

        (await writing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("row_limit_exceeded");
    }

    [Fact]
    public async Task WriteAsync_AsManyRowsAsAllowed_AreCounted()
    {
        using var table = new CellTable([Text], [["a"], ["b"]]);

        (await table.WriteAsync(new CsvOptions(), 2, Cancellation)).Rows.Should().Be(2);
    }

    private static async Task<string> WriteAsync(
        ResultColumn[] columns, string?[][] rows, CsvOptions? csv = null, long maxRows = long.MaxValue)
    {
        using var table = new CellTable(columns, rows);
        return (await table.WriteAsync(csv ?? new CsvOptions(), maxRows, Cancellation)).Csv;
    }
}
