using System.Reflection;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

/// <summary>How a workbook looks to people: as openpyxl sees it, and every part as text.</summary>
public sealed class XlsxDocumentTests
{
    private static readonly RowColumn[] Columns =
    [
        new("id", ColumnType.Integer), new("name", ColumnType.Text), new("amount", ColumnType.Decimal), new("share", ColumnType.Float),
        new("count", ColumnType.Integer), new("paid", ColumnType.Boolean), new("day", ColumnType.Date), new("at", ColumnType.Instant),
        new("took", ColumnType.Interval), new("franc", ColumnType.Decimal), new("net", ColumnType.Decimal),
    ];

    private static readonly ColumnFormat[] Formats =
    [
        new("id"), new("name", Label: "Customer", Width: 30), new("amount", Style: ColumnStyle.Currency, Currency: "EUR"),
        new("share", Style: ColumnStyle.Percent, Decimals: 1), new("count", Style: ColumnStyle.Number), new("paid"), new("day"),
        new("at"), new("took"), new("franc", Style: ColumnStyle.Currency, Currency: "CHF", Decimals: 0), new("net"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_Document_HasAHeaderFiltersWidthsAndFormats()
    {
        var book = await Openpyxl.ReadAsync(await WriteAsync(), Cancellation);

        (book.Title, book.Created).Should().Be(("Orders", "2026-01-31T06:00:00"));
        var sheet = book.Sheets[0];
        (sheet.Name, sheet.Frozen, sheet.Filter, sheet.Bold, sheet.Fill).Should().Be(("Orders & more", "A2", "A1:K3", true, "solid"));
        sheet.Widths[1].Should().Be(30);
        sheet.Rows[0].Select(cell => cell.Value.GetString()).Should().Equal(Formats.Select(format => format.Label ?? format.Column));
        sheet.Rows[1].Select(cell => cell.Type).Should().Equal("n", "s", "n", "n", "n", "b", "d", "d", "d", "n", "n");
        sheet.Rows[1].Select(cell => cell.Format).Should().Equal(
            "General", "@", "[$€-2] #,##0.00;-[$€-2] #,##0.00", "0.0%", "#,##0", "\"TRUE\";\"TRUE\";\"FALSE\"", "yyyy-mm-dd",
            "yyyy-mm-dd hh:mm:ss", "[h]:mm:ss", "[$CHF] #,##0;-[$CHF] #,##0", "#,##0.000");
    }

    /// <summary>
    /// The parts are compared, not the zip file: how it is compressed is left to the runtime and may change with it.
    /// </summary>
    [Fact]
    public async Task WriteAsync_Document_IsAsRecorded()
    {
        var parts = string.Concat((await WriteAsync()).Parts().Select(part => $"== {part.Name}\n{part.Xml}\n"));

        using var recorded = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Xlsx.golden.txt")!);
        parts.Should().Be(await recorded.ReadToEndAsync(Cancellation));
    }

    private static Task<XlsxFile> WriteAsync()
    {
        var batch = new RowBatch(Columns.Length);
        batch.AddInt32(1);
        batch.AddText("=Smith & <Sons>");
        NumericCell.Add(batch, -1234.5m);
        batch.AddDouble(0.125);
        batch.AddInt64(1234567);
        batch.AddBoolean(true);
        batch.AddInt32(CellValue.DateCell(new DateOnly(2026, 1, 31)));
        batch.AddInt64(CellValue.TimestampCell(new DateTime(2026, 7, 1, 12, 0, 0)));
        batch.Add([.. BitConverter.GetBytes(5_400_000_000L).Reverse(), 0, 0, 0, 1, 0, 0, 0, 0]);
        NumericCell.Add(batch, 99m);
        NumericCell.Add(batch, "1234.500");
        batch.AddInt32(2);
        for (var i = 1; i < Columns.Length; i++)
            batch.AddNull();
        return XlsxFile.WriteAsync(
            new XlsxSection("Orders & more", Columns, Formats, [batch]), XlsxSection.Create("It's empty", [new RowColumn("n", ColumnType.Integer)]));
    }
}
