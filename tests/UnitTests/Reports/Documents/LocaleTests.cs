using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Documents;

public sealed class LocaleTests
{
    public static TheoryData<string> Names => [.. ReportLocale.Names];

    [Theory]
    [InlineData("en-US", ColumnStyle.Auto, "1234567.5", null, "1,234,567.5")]
    [InlineData("de-DE", ColumnStyle.Auto, "1234567.50", null, "1.234.567,50")]
    [InlineData("de-CH", ColumnStyle.Number, "-1234.5", 1, "-1’234.5")]
    [InlineData("fr-FR", ColumnStyle.Number, "1234567", null, "1\u202f234\u202f567")]
    [InlineData("en-US", ColumnStyle.Number, "0.005", 2, "0.01")]
    [InlineData("en-US", ColumnStyle.Number, "-0.004", 2, "0.00")]
    [InlineData("en-US", ColumnStyle.Number, "999.995", 2, "1,000.00")]
    [InlineData("en-US", ColumnStyle.Number, "2.5", 0, "3")]
    [InlineData("en-US", ColumnStyle.Percent, "0.1234", 1, "12.3%")]
    [InlineData("en-US", ColumnStyle.Percent, "0.1234", null, "12.34%")]
    [InlineData("de-DE", ColumnStyle.Percent, "1", null, "100\u00a0%")]
    [InlineData("en-US", ColumnStyle.Text, "1234.50", null, "1234.50")]
    [InlineData("en-US", ColumnStyle.Auto, "NaN", 2, "NaN")]
    [InlineData("en-US", ColumnStyle.Number, "123456789012345678901234567890.123456789", 3, "123,456,789,012,345,678,901,234,567,890.123")]
    public void Show_Decimal_FollowsTheLocale(string locale, ColumnStyle style, string number, int? decimals, string expected) =>
        Show(ColumnType.Decimal, new("c", Style: style, Decimals: decimals), locale, batch => NumericCell.Add(batch, number)).Should().Be(expected);

    [Theory]
    [InlineData("en-US", "EUR", "€1,234.50", "-€1,234.50")]
    [InlineData("de-DE", "EUR", "1.234,50\u00a0€", "-1.234,50\u00a0€")]
    [InlineData("en-US", "CHF", "CHF\u00a01,234.50", "-CHF\u00a01,234.50")]
    [InlineData("sv-SE", "SEK", "1\u00a0234,50\u00a0kr", "-1\u00a0234,50\u00a0kr")]
    [InlineData("en-US", "SEK", "SEK\u00a01,234.50", "-SEK\u00a01,234.50")]
    [InlineData("pt-BR", "BRL", "R$\u00a01.234,50", "-R$\u00a01.234,50")]
    public void Show_Currency_IsPlacedByTheLocale(string locale, string currency, string positive, string negative)
    {
        var format = new ColumnFormat("c", Style: ColumnStyle.Currency, Currency: currency);

        Show(ColumnType.Decimal, format, locale, batch => NumericCell.Add(batch, 1234.5m)).Should().Be(positive);
        Show(ColumnType.Decimal, format, locale, batch => NumericCell.Add(batch, -1234.5m)).Should().Be(negative);
    }

    [Theory]
    [InlineData(2026, "2026")]
    [InlineData(-1234567, "-1234567")]
    public void Show_IntegerWithoutStyle_IsNotGrouped(long value, string expected) =>
        Show(ColumnType.Integer, new("c"), "en-US", batch => batch.AddInt64(value)).Should().Be(expected);

    [Theory]
    [InlineData(1e21, "1,000,000,000,000,000,000,000")]
    [InlineData(1.5e-7, "0.00000015")]
    [InlineData(1e300, "1e+300")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Show_Float_HasNoExponentWhereItCanBeRead(double value, string expected) =>
        Show(ColumnType.Float, new("c"), "en-US", batch => batch.AddDouble(value)).Should().Be(expected);

    [Theory]
    [InlineData("en-US", "3/29/2026 3:30 AM")]
    [InlineData("de-DE", "29.03.2026 03:30")]
    [InlineData("sv-SE", "2026-03-29 03:30")]
    [InlineData("da-DK", "29.03.2026 03.30")]
    [InlineData("ko-KR", "2026. 3. 29. 03:30")]
    public void Show_Instant_IsLocalTimeAcrossTheSwitchToSummerTime(string locale, string expected) =>
        Show(ColumnType.Instant, new("c"), locale, batch => batch.AddInt64(CellValue.TimestampCell(new DateTime(2026, 3, 29, 1, 30, 0)))).Should().Be(expected);

    [Theory]
    [InlineData(ColumnStyle.Date, "29.03.2026")]
    [InlineData(ColumnStyle.Time, "01:30:07")]
    [InlineData(ColumnStyle.Auto, "29.03.2026 01:30:07")]
    public void Show_Timestamp_FollowsItsStyle(ColumnStyle style, string expected) => Show(
        ColumnType.Timestamp, new("c", Style: style), "de-DE", batch => batch.AddInt64(CellValue.TimestampCell(new DateTime(2026, 3, 29, 1, 30, 7)))).Should().Be(expected);

    [Fact]
    public void Show_InfinityAndEndOfDay_AreNoFailure()
    {
        Show(ColumnType.Instant, new("c"), "en-US", batch => batch.AddInt64(long.MaxValue)).Should().Be("infinity");
        Show(ColumnType.Date, new("c"), "en-US", batch => batch.AddInt32(int.MinValue)).Should().Be("-infinity");
        Show(ColumnType.Time, new("c"), "en-US", batch => batch.AddInt64(86_400_000_000)).Should().Be("12:00 AM");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Show_EveryLocale_KeepsAllDigitsApart(string name)
    {
        var locale = ReportLocale.Find(name.ToUpperInvariant())!;

        locale.Name.Should().Be(name);
        locale.Decimal.Should().NotBe(locale.Group);
        var number = Show(ColumnType.Decimal, new("c", Style: ColumnStyle.Number), name, batch => NumericCell.Add(batch, "1234567.89"));
        new string([.. number.Where(char.IsAsciiDigit)]).Should().Be("123456789");
        var time = Show(ColumnType.Timestamp, new("c"), name, batch => batch.AddInt64(CellValue.TimestampCell(new DateTime(2026, 11, 28, 21, 34, 0))));
        time.Should().Contain("2026").And.Contain("11").And.Contain("28").And.Contain("34");
    }

    [Fact]
    public void Find_UnknownName_IsNull() => ReportLocale.Find("tlh-KL").Should().BeNull();

    private static string Show(ColumnType type, ColumnFormat format, string locale, Action<RowBatch> add)
    {
        var batch = new RowBatch(1);
        add(batch);
        return new CellDisplay(type, format, ReportLocale.Find(locale)!, DocumentTime.Zone("Europe/Berlin")).Show(batch.Cell(0, 0));
    }
}
