using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

public sealed class CsvWriterTests
{
    private static readonly RowColumn Text = new("c", ColumnType.Text);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColumnType.Text, "plain", "plain")]
    [InlineData(ColumnType.Text, "", "\"\"")]
    [InlineData(ColumnType.Text, null, "")]
    [InlineData(ColumnType.Text, "a,b", "\"a,b\"")]
    [InlineData(ColumnType.Text, "say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData(ColumnType.Text, "\"", "\"\"\"\"")]
    [InlineData(ColumnType.Text, "line\nbreak", "\"line\nbreak\"")]
    [InlineData(ColumnType.Text, "line\r\nbreak", "\"line\r\nbreak\"")]
    [InlineData(ColumnType.Text, " padded ", " padded ")]
    [InlineData(ColumnType.Text, "Grüße 世界 🎉", "Grüße 世界 🎉")]
    [InlineData(ColumnType.Text, "=1+1", "'=1+1")]
    [InlineData(ColumnType.Text, "+1", "'+1")]
    [InlineData(ColumnType.Text, "-1", "'-1")]
    [InlineData(ColumnType.Text, "@SUM(A1)", "'@SUM(A1)")]
    [InlineData(ColumnType.Text, "\tx", "'\tx")]
    [InlineData(ColumnType.Text, "\rx", "\"'\rx\"")]
    [InlineData(ColumnType.Text, "=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"")]
    [InlineData(ColumnType.Text, "1=1", "1=1")]
    [InlineData(ColumnType.Decimal, "-12.50", "-12.50")]
    [InlineData(ColumnType.Integer, "-9223372036854775808", "-9223372036854775808")]
    [InlineData(ColumnType.Float, "-0.5", "-0.5")]
    [InlineData(ColumnType.Boolean, "true", "true")]
    [InlineData(ColumnType.Boolean, "false", "false")]
    [InlineData(ColumnType.Date, "2026-01-31", "2026-01-31")]
    [InlineData(ColumnType.Uuid, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData(ColumnType.Binary, "DEADbeef", "\\xdeadbeef")]
    [InlineData(ColumnType.Json, "{\"a\": 1}", "\"{\"\"a\"\": 1}\"")]
    [InlineData(ColumnType.Timestamp, "2026-01-31 07:00:00", "2026-01-31T07:00:00")]
    [InlineData(ColumnType.Timestamp, "2026-01-31 07:00:00.123456", "2026-01-31T07:00:00.123456")]
    [InlineData(ColumnType.Instant, "2026-01-31 07:00:00", "2026-01-31T07:00:00Z")]
    public async Task WriteAsync_Cell_IsWrittenAs(ColumnType kind, string? cell, string expected)
    {
        (await WriteAsync([new("c", kind), new("n", ColumnType.Decimal)], [[cell, "7"]])).Should().Be($"c,n\r\n{expected},7\r\n");
    }

    [Fact]
    public async Task WriteAsync_FormulasNotNeutralised_AreLeft() =>
        (await WriteAsync([Text], [["=1+1"]], new CsvDialect { NeutraliseFormulas = false })).Should().Be("c\r\n=1+1\r\n");

    [Fact]
    public async Task WriteAsync_NullInASingleColumn_IsNoEmptyLine() =>
        (await WriteAsync([Text], [["a"], [null], ["b"]])).Should().Be("c\r\na\r\n\"\"\r\nb\r\n");

    [Fact]
    public async Task WriteAsync_NoRows_WritesTheHeader() => (await WriteAsync([Text, Text], [])).Should().Be("c,c\r\n");

    [Fact]
    public async Task WriteAsync_HeaderWithSpecialNames_IsQuotedAndNeutralised() =>
        (await WriteAsync([new("a,b", ColumnType.Decimal), new("=cmd", ColumnType.Decimal)], [["1", "2"]])).Should().Be("\"a,b\",'=cmd\r\n1,2\r\n");

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

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "\"\"")]
    [InlineData("=1", "\"'=1\"")]
    public async Task WriteAsync_QuoteAll_QuotesTextsAndLabelsOnly(string text, string expected) =>
        (await WriteAsync([Text, new("n", ColumnType.Integer)], [[text, "7"], [null, null]], new CsvDialect { QuoteAll = true }))
            .Should().Be($"\"c\",\"n\"\r\n{expected},7\r\n,\r\n");

    [Theory]
    [InlineData(";", "a,b;\"a;b\"\r\n")]
    [InlineData("|", "a,b|a;b\r\n")]
    [InlineData("\t", "a,b\ta;b\r\n")]
    public async Task WriteAsync_OtherDelimiter_IsWhatNeedsQuotes(string delimiter, string expected) =>
        (await WriteAsync([Text, Text], [["a,b", "a;b"]], new CsvDialect { Delimiter = delimiter, Header = false })).Should().Be(expected);

    [Theory]
    [InlineData(";", "-1234,50;0,5;2026-01-31;1.5\n")]
    [InlineData(",", "\"-1234,50\",\"0,5\",2026-01-31,1.5\n")]
    public async Task WriteAsync_DecimalComma_IsForNumbersOnly(string delimiter, string expected) =>
        (await WriteAsync(
            [new("d", ColumnType.Decimal), new("f", ColumnType.Float), new("t", ColumnType.Date), new("s", ColumnType.Text)],
            [["-1234.50", "0.5", "2026-01-31", "1.5"]],
            new CsvDialect { Delimiter = delimiter, DecimalComma = true, Header = false, UnixLineEnds = true })).Should().Be(expected);

    [Theory]
    [InlineData("NULL", null, "NULL")]
    [InlineData("NULL", "NULL", "\"NULL\"")]
    [InlineData("NULL", "", "\"\"")]
    [InlineData("a,b", null, "\"a,b\"")]
    [InlineData("-", null, "-")]
    public async Task WriteAsync_NullText_DiffersFromTexts(string nullText, string? cell, string expected) =>
        (await WriteAsync([Text], [[cell]], new CsvDialect { NullText = nullText, Header = false })).Should().Be($"{expected}\r\n");

    [Fact]
    public async Task WriteAsync_ByteOrderMark_IsFirst() =>
        (await WriteAsync([Text], [["a"]], new CsvDialect { ByteOrderMark = true })).Should().Be("\uFEFFc\r\na\r\n");

    [Fact]
    public async Task WriteAsync_Labels_AreTheHeader() =>
        (await new CellTable([Text, new("d", ColumnType.Text)], [["a", "b"]]).WriteAsync(CsvDialect.Default, Cancellation, new ColumnFormat("d", Label: "Größe, cm")))
            .Should().Be("c,\"Größe, cm\"\r\na,b\r\n");

    [Fact]
    public async Task BeginSectionAsync_Twice_IsADefect()
    {
        await using var writer = new CsvWriter(Stream.Null, CsvDialect.Default);
        var head = new SectionHead("", [Text], [new("c")], null);
        await writer.BeginSectionAsync(head, Cancellation);

        var again = async () => await writer.BeginSectionAsync(head, Cancellation);

        await again.Should().ThrowAsync<InvalidOperationException>();
    }

    private static Task<string> WriteAsync(RowColumn[] columns, string?[][] rows, CsvDialect? dialect = null) =>
        new CellTable(columns, rows).WriteAsync(dialect ?? CsvDialect.Default, Cancellation);
}
