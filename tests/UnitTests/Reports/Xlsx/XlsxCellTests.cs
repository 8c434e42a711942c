using System.Globalization;
using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

/// <summary>What cells look like in the file. That readers understand it is proved elsewhere.</summary>
public sealed class XlsxCellTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("=1+1", "=1+1")]
    [InlineData("+49 30", "+49 30")]
    [InlineData("@SUM(A1)", "@SUM(A1)")]
    [InlineData("00123", "00123")]
    [InlineData("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d")]
    [InlineData("]]>", "]]&gt;")]
    [InlineData("Grüße 世界 🎉", "Grüße 世界 🎉")]
    [InlineData("a\tb\nc", "a\tb\nc")]
    [InlineData("a\r\nb", "a_x000D_\nb")]
    [InlineData("\0\u0001\u001F", "_x0000__x0001__x001F_")]
    [InlineData("\uFFFE\uFFFF\uFF5E", "_xFFFE__xFFFF_\uFF5E")]
    [InlineData("_x0041_", "_x005F_x0041_")]
    [InlineData("_x00aF_", "_x005F_x00aF_")]
    [InlineData("_x0041", "_x0041")]
    [InlineData("__x0041_ _y0041_ _xG041_", "__x005F_x0041_ _y0041_ _xG041_")]
    public async Task WriteRowsAsync_Text_IsEscapedAndNeverAFormula(string text, string expected)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Text, null, batch => batch.AddText(text)));

        file.Cells(2).Should().Be($"<c s=\"2\" t=\"inlineStr\"><is><t>{expected}</t></is></c>");
    }

    [Theory]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("\ta")]
    [InlineData("a\n")]
    [InlineData(" ")]
    public async Task WriteRowsAsync_TextWithOuterBlanks_KeepsThem(string text)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Text, null, batch => batch.AddText(text)));

        file.Cells(2).Should().Be($"<c s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>");
    }

    [Fact]
    public async Task WriteRowsAsync_InvalidUtf8_BecomesReplacementCharacters()
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Text, null, batch => batch.Add([(byte)'a', 0xFF, (byte)'b', 0xE4])));

        file.Cells(2).Should().Contain("<t>a\uFFFDb\uFFFD</t>");
    }

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(-42L, "-42")]
    [InlineData(999_999_999_999_999L, "999999999999999")]
    [InlineData(-999_999_999_999_999L, "-999999999999999")]
    public async Task WriteRowsAsync_Integer_IsANumber(long value, string expected)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Integer, null, batch => batch.AddInt64(value)));

        file.Cells(2).Should().Be($"<c><v>{expected}</v></c>");
    }

    [Theory]
    [InlineData(1_000_000_000_000_000L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task WriteRowsAsync_IntegerOfMoreThan15Digits_IsText(long value)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Integer, new ColumnFormat("c", Style: ColumnStyle.Number, Decimals: 2), batch => batch.AddInt64(value)));

        TextOf(file).Should().Be(value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.05", "-0.05")]
    [InlineData("12.50", "12.5")]
    [InlineData("100.00", "100")]
    [InlineData("1200", "1200")]
    [InlineData("-9999999999999.99", "-9999999999999.99")]
    [InlineData("0.000000000000000000000123456789012345", "0.000000000000000000000123456789012345")]
    [InlineData("2.0000000000000000", "2")]
    public async Task WriteRowsAsync_Decimal_IsANumber(string value, string expected) =>
        (await NumberOfAsync(value, null)).Should().Be(expected);

    [Theory]
    [InlineData("1234567890123456")]
    [InlineData("1.234567890123456")]
    [InlineData("-12345678901234.56")]
    [InlineData("100000000000000000000")]
    [InlineData("NaN")]
    public async Task WriteRowsAsync_DecimalThatASpreadsheetCannotHold_IsText(string value)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Decimal, null, batch => NumericCell.Add(batch, value)));

        TextOf(file).Should().Be(value);
    }

    [Theory]
    [InlineData("1.6666666666666667", ColumnStyle.Number, 2, "1.6666666666666667")]
    [InlineData("0.33333333333333333333333", ColumnStyle.Percent, 1, "0.3333333333333333")]
    [InlineData("1234567890123.12345", ColumnStyle.Currency, null, "1234567890123.1235")]
    public async Task WriteRowsAsync_DecimalOfWhichAllShownDigitsAreKept_IsANumber(
        string value, ColumnStyle style, int? decimals, string expected) =>
        (await NumberOfAsync(value, new ColumnFormat("c", Style: style, Decimals: decimals, Currency: "EUR"))).Should().Be(expected);

    [Fact]
    public async Task WriteRowsAsync_DecimalOfWhichAShownDigitWouldBeLost_IsText()
    {
        const string Value = "12345678901234.567";
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(
            ColumnType.Decimal, new ColumnFormat("c", Style: ColumnStyle.Currency), batch => NumericCell.Add(batch, Value)));

        TextOf(file).Should().Be(Value);
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "0")]
    [InlineData(1e20, "1E+20")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public async Task WriteRowsAsync_Float_IsANumber(double value, string expected)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Float, null, batch => batch.AddDouble(value)));

        file.Cells(2).Should().Be($"<c><v>{expected}</v></c>");
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(5e-324, "5e-324")]
    public async Task WriteRowsAsync_FloatThatASpreadsheetCannotHold_IsText(double value, string expected)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Float, null, batch => batch.AddDouble(value)));

        TextOf(file).Should().Be(expected);
    }

    [Fact]
    public async Task WriteRowsAsync_FloatOfFourBytes_HasItsOwnDigits()
    {
        var cell = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteSingleBigEndian(cell, 0.1f);
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Float, null, batch => batch.Add(cell)));

        file.Cells(2).Should().Be("<c><v>0.1</v></c>");
    }

    [Theory]
    [InlineData("D000", "Infinity")]
    [InlineData("F000", "-Infinity")]
    public async Task WriteRowsAsync_InfiniteDecimal_IsText(string sign, string expected)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(
            ColumnType.Decimal, null, batch => batch.Add([0, 0, 0, 0, .. Convert.FromHexString(sign), 0, 0])));

        TextOf(file).Should().Be(expected);
    }

    [Fact]
    public async Task WriteRowsAsync_Null_KeepsThePlaceOfThoseAfterIt()
    {
        var batch = new RowBatch(4);
        foreach (var _ in "ab")
        {
            batch.AddNull();
            batch.AddBoolean(true);
            batch.AddNull();
            batch.AddNull();
        }

        RowColumn[] columns = [.. "pqrs".Select(name => new RowColumn(name.ToString(), ColumnType.Boolean))];
        var file = await XlsxFile.WriteAsync(XlsxSection.Create("Report", columns, batch));

        file.Cells(2).Should().Be("<c/><c s=\"3\" t=\"b\"><v>1</v></c>");
        file.Cells(3).Should().Be("<c/><c s=\"3\" t=\"b\"><v>1</v></c>");
    }

    [Theory]
    [InlineData(32_767, false)]
    [InlineData(32_768, true)]
    [InlineData(2_000_000, true)]
    public async Task WriteRowsAsync_LongText_IsCutAndMarked(int length, bool isCut)
    {
        var text = new StringBuilder().Insert(0, "aé世", length / 3).Append('x', length % 3).ToString();
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Text, null, batch => batch.AddText(text)));

        TextOf(file).Should().Be(isCut ? text[..32_758] + "... [cut]" : text);
    }

    [Fact]
    public async Task WriteRowsAsync_LongTextCutWithinAPairOfSurrogates_EndsBeforeIt()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("🎉", 20_000));
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Text, null, batch => batch.AddText(text)));

        TextOf(file).Should().Be(text[..32_757] + "... [cut]");
    }

    [Fact]
    public async Task WriteRowsAsync_LongBytes_AreCut()
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Binary, null, batch => batch.Add(new byte[1_000_000])));

        TextOf(file).Should().Be("\\x" + new string('0', 32_756) + "... [cut]");
    }

    [Fact]
    public async Task WriteRowsAsync_OtherTypes_AreText()
    {
        var id = Guid.Parse("0189f7a0-1111-7222-8333-444455556666");
        TextOf(await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Uuid, null, batch => batch.AddUuid(id)))).Should().Be(id.ToString());
        TextOf(await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Json, null, batch => batch.AddText("{\"a\": 1}")))).Should().Be("{\"a\": 1}");
        TextOf(await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Binary, null, batch => batch.Add([0xCA, 0xFE])))).Should().Be("\\xcafe");
    }

    private static async Task<string> NumberOfAsync(string value, ColumnFormat? format)
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Decimal, format, batch => NumericCell.Add(batch, value)));
        var cell = file.Cells(2);
        cell.Should().NotContain(" t=").And.Contain("<v>");
        return cell[(cell.IndexOf("<v>", StringComparison.Ordinal) + 3)..cell.IndexOf("</v>", StringComparison.Ordinal)];
    }

    private static string TextOf(XlsxFile file)
    {
        var cell = file.Cells(2);
        cell.Should().Contain("t=\"inlineStr\"");
        return System.Net.WebUtility.HtmlDecode(cell[(cell.IndexOf('>', cell.IndexOf("<t", StringComparison.Ordinal)) + 1)..cell.IndexOf("</t>", StringComparison.Ordinal)]);
    }
}
