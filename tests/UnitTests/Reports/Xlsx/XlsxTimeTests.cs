using System.Globalization;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

public sealed class XlsxTimeTests
{
    [Theory]
    [InlineData("1900-03-01", "61")]
    [InlineData("2000-01-01", "36526")]
    [InlineData("2026-01-31", "46053")]
    [InlineData("9999-12-31", "2958465")]
    public async Task WriteRowsAsync_Date_IsASerialNumber(string date, string expected) =>
        Number(await WriteDateAsync(CellValue.DateCell(DateOnly.Parse(date, CultureInfo.InvariantCulture)))).Should().Be(expected);

    [Theory]
    [InlineData("1900-02-28")]
    [InlineData("0001-01-01")]
    public async Task WriteRowsAsync_DateBeforeMarch1900_IsText(string date) =>
        Text(await WriteDateAsync(CellValue.DateCell(DateOnly.Parse(date, CultureInfo.InvariantCulture)))).Should().Be(date);

    [Theory]
    [InlineData(int.MaxValue, "infinity")]
    [InlineData(int.MinValue, "-infinity")]
    [InlineData(-730_120, "0001-12-31 BC")]
    public async Task WriteRowsAsync_DateThatNoSpreadsheetHas_IsText(int days, string expected) =>
        Text(await WriteDateAsync(days)).Should().Be(expected);

    [Theory]
    [InlineData("2026-01-31T06:00:00", "46053.25")]
    [InlineData("2026-01-31T00:00:00", "46053")]
    [InlineData("1900-03-01T00:00:00.000001", "61.000000000012")]
    [InlineData("2026-01-31T23:59:59.999999", "46053.999999999988")]
    [InlineData("1999-12-31T12:00:00", "36525.5")]
    public async Task WriteRowsAsync_Timestamp_IsASerialNumber(string time, string expected) =>
        Number(await WriteAsync(ColumnType.Timestamp, time)).Should().Be(expected);

    [Fact]
    public async Task WriteRowsAsync_TimestampBeforeMarch1900_IsText() =>
        Text(await WriteAsync(ColumnType.Timestamp, "1900-02-28T23:59:59")).Should().Be("1900-02-28T23:59:59");

    // Berlin's summer time of 2026 begins on March 29 and ends on October 25, both at 01:00 UTC.
    [Theory]
    [InlineData("2026-01-31T06:00:00", "2026-01-31T07:00:00")]
    [InlineData("2026-03-29T00:59:59", "2026-03-29T01:59:59")]
    [InlineData("2026-03-29T01:00:00", "2026-03-29T03:00:00")]
    [InlineData("2026-10-25T00:30:00", "2026-10-25T02:30:00")]
    [InlineData("2026-10-25T01:30:00", "2026-10-25T02:30:00")]
    [InlineData("2026-12-31T23:30:00", "2027-01-01T00:30:00")]
    public async Task WriteRowsAsync_Instant_IsLocalTime(string utc, string local) =>
        Number(await WriteAsync(ColumnType.Instant, utc)).Should().Be(Number(await WriteAsync(ColumnType.Timestamp, local)));

    [Fact]
    public async Task WriteRowsAsync_InstantsInAnyOrder_EachHasItsOwnOffset()
    {
        string[] utc = ["2026-07-01T00:00:00", "2026-01-01T00:00:00", "1980-04-06T00:59:59", "1980-04-06T01:00:00", "2026-07-01T00:00:00"];
        string[] local = ["2026-07-01T02:00:00", "2026-01-01T01:00:00", "1980-04-06T01:59:59", "1980-04-06T03:00:00", "2026-07-01T02:00:00"];

        Rows(await WriteAsync(ColumnType.Instant, utc)).Should().Equal(Rows(await WriteAsync(ColumnType.Timestamp, local)));

        static string[] Rows(XlsxFile file) => [.. Enumerable.Range(2, 5).Select(file.Cells)];
    }

    [Theory]
    [InlineData("Not/AZone", "2026-07-01T12:00:00")]
    [InlineData("UTC", "2026-07-01T12:00:00")]
    [InlineData("Asia/Kathmandu", "2026-07-01T17:45:00")]
    public async Task WriteRowsAsync_InstantInAZone_IsItsLocalTime(string zone, string local)
    {
        var file = await XlsxFile.WriteAsync([Section(ColumnType.Instant, null, "2026-07-01T12:00:00")], XlsxFile.Head with { TimeZone = zone });

        Number(file).Should().Be(Number(await WriteAsync(ColumnType.Timestamp, local)));
    }

    [Fact]
    public async Task WriteRowsAsync_InstantAsText_IsLocalTime()
    {
        var file = await XlsxFile.WriteAsync(Section(ColumnType.Instant, new ColumnFormat("c", Style: ColumnStyle.Text), "2026-07-01T12:00:00"));

        Text(file).Should().Be("2026-07-01T14:00:00");
    }

    [Theory]
    [InlineData(long.MaxValue, "infinity")]
    [InlineData(long.MinValue, "-infinity")]
    public async Task WriteRowsAsync_InfiniteTime_IsText(long microseconds, string expected)
    {
        Text(await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Instant, null, batch => batch.AddInt64(microseconds)))).Should().Be(expected);
        Text(await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Timestamp, null, batch => batch.AddInt64(microseconds)))).Should().Be(expected);
    }

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(43_200_000_000L, "0.5")]
    public async Task WriteRowsAsync_Time_IsAPartOfADay(long microseconds, string expected) =>
        Number(await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Time, null, batch => batch.AddInt64(microseconds)))).Should().Be(expected);

    [Fact]
    public async Task WriteRowsAsync_EndOfDay_IsText() =>
        Text(await XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Time, null, batch => batch.AddInt64(86_400_000_000)))).Should().Be("24:00:00");

    [Theory]
    [InlineData(0, 0, 0L, "0")]
    [InlineData(0, 2, 43_200_000_000L, "2.5")]
    [InlineData(0, 1, -43_200_000_000L, "0.5")]
    [InlineData(0, 0, 129_600_000_000L, "1.5")]
    public async Task WriteRowsAsync_IntervalWithoutMonths_IsADuration(int months, int days, long microseconds, string expected) =>
        Number(await WriteIntervalAsync(months, days, microseconds)).Should().Be(expected);

    [Theory]
    [InlineData(14, 3, 0L, "P1Y2M3D")]
    [InlineData(0, 0, -1_000_000L, "PT-1S")]
    public async Task WriteRowsAsync_OtherInterval_IsText(int months, int days, long microseconds, string expected) =>
        Text(await WriteIntervalAsync(months, days, microseconds)).Should().Be(expected);

    private static Task<XlsxFile> WriteDateAsync(int days) =>
        XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Date, null, batch => batch.AddInt32(days)));

    private static Task<XlsxFile> WriteAsync(ColumnType type, params string[] times) => XlsxFile.WriteAsync(Section(type, null, times));

    private static XlsxSection Section(ColumnType type, ColumnFormat? format, params string[] times) => XlsxSection.Create(type, format, batch =>
    {
        foreach (var time in times)
            batch.AddInt64(CellValue.TimestampCell(DateTime.Parse(time, CultureInfo.InvariantCulture)));
    });

    private static Task<XlsxFile> WriteIntervalAsync(int months, int days, long microseconds) =>
        XlsxFile.WriteAsync(XlsxSection.Create(ColumnType.Interval, null, batch => batch.Add(
            [.. BitConverter.GetBytes(microseconds).Reverse(), .. BitConverter.GetBytes(days).Reverse(), .. BitConverter.GetBytes(months).Reverse()])));

    private static string Number(XlsxFile file) => Between(file.Cells(2), "<v>", "</v>");

    private static string Text(XlsxFile file) => Between(file.Cells(2), "<is><t>", "</t>");

    private static string Between(string xml, string start, string end)
    {
        xml.Should().Contain(start);
        return xml.Split(start)[1].Split(end)[0];
    }
}
