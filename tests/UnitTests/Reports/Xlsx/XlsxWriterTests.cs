using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Xlsx;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Xlsx;

public sealed class XlsxWriterTests
{
    private static readonly RowColumn[] Numbers = [new("n", ColumnType.Integer)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_SeveralSections_AreSheetsOfTheirOwn()
    {
        var file = await XlsxFile.WriteAsync(XlsxSection.Create("A", Numbers, Batch(1, 2)), XlsxSection.Create("B", Numbers, Batch(3, 1), Batch(4, 1)));

        Sheets(file).Should().Equal(("A", "n,1,2"), ("B", "n,3,4"));
    }

    [Fact]
    public async Task WriteAsync_MoreRowsThanASheetTakes_GoOnInFurtherSheets()
    {
        var file = await XlsxFile.WriteAsync(
            [XlsxSection.Create("A", Numbers, Batch(1, 3), Batch(4, 2)), XlsxSection.Create("B", Numbers, Batch(6, 2))],
            limits: new XlsxLimits(3, long.MaxValue));

        Sheets(file).Should().Equal(("A", "n,1,2"), ("A (2)", "n,3,4"), ("A (3)", "n,5"), ("B", "n,6,7"));
    }

    [Fact]
    public async Task WriteAsync_MoreBytesThanASheetTakes_GoOnInFurtherSheets()
    {
        // A sheet's size is known when the buffer goes out, about every 64 KiB.
        var file = await XlsxFile.WriteAsync(
            [XlsxSection.Create("A", Numbers, Batch(1, 4000), Batch(4001, 4000))], limits: new XlsxLimits(XlsxLimits.MaxRows, 100_000));

        var sheets = file.Read();
        sheets.Should().HaveCountGreaterThan(1);
        sheets.SelectMany(sheet => sheet.Rows.Skip(1)).Select(row => (double)row[0]!).Should().Equal(Enumerable.Range(1, 8000).Select(n => (double)n));
        file.Parts().Where(part => part.Name.Contains("sheet1", StringComparison.Ordinal)).Should().OnlyContain(part => part.Xml.Length < 200_000);
    }

    [Fact]
    public async Task WriteAsync_NoRows_HasTheHeader() =>
        Sheets(await XlsxFile.WriteAsync(XlsxSection.Create("A", Numbers))).Should().Equal(("A", "n"));

    [Fact]
    public async Task WriteAsync_NoColumns_IsAnEmptySheet()
    {
        var batch = new RowBatch(0);
        batch.AddEmptyRow();

        Sheets(await XlsxFile.WriteAsync(XlsxSection.Create("A", [], batch))).Should().Equal(("A", ""));
    }

    [Fact]
    public async Task WriteAsync_AllColumnsHidden_IsAnEmptySheet() =>
        Sheets(await XlsxFile.WriteAsync(new XlsxSection("A", Numbers, [new ColumnFormat("n", Hidden: true)], [Batch(1, 2)]))).Should().Equal(("A", ""));

    [Fact]
    public async Task WriteAsync_HiddenColumnsAndLabels_AreHeeded()
    {
        var batch = new RowBatch(3);
        batch.AddInt64(1);
        batch.AddInt64(2);
        batch.AddInt64(3);
        RowColumn[] columns = [new("same", ColumnType.Integer), new("same", ColumnType.Integer), new("last", ColumnType.Integer)];
        ColumnFormat[] formats = [new("same"), new("same", Hidden: true), new("last", Label: "=Last")];

        Sheets(await XlsxFile.WriteAsync(new XlsxSection("A", columns, formats, [batch]))).Should().Equal(("A", "same|=Last,1|3"));
    }

    [Fact]
    public async Task WriteAsync_DuplicateColumnNames_AreKept()
    {
        var batch = new RowBatch(2);
        batch.AddInt64(1);
        batch.AddInt64(2);

        Sheets(await XlsxFile.WriteAsync(XlsxSection.Create("A", [.. Numbers, .. Numbers], batch))).Should().Equal(("A", "n|n,1|2"));
    }

    [Fact]
    public async Task BeginSectionAsync_MoreColumnsThanASheetHas_IsRefused()
    {
        var columns = Enumerable.Range(0, 16_385).Select(i => new RowColumn($"c{i}", ColumnType.Integer)).ToArray();
        var writing = () => XlsxFile.WriteAsync(XlsxSection.Create("A", columns));

        (await writing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("column_limit_exceeded");
    }

    [Fact]
    public async Task WriteAsync_AsManyColumnsAsASheetHas_AreWritten()
    {
        var columns = Enumerable.Range(0, 16_384).Select(i => new RowColumn($"c{i}", ColumnType.Integer)).ToArray();
        var batch = new RowBatch(columns.Length);
        for (var i = 0; i < columns.Length; i++)
            batch.AddInt64(i);
        var file = await XlsxFile.WriteAsync(XlsxSection.Create("A", columns, batch));

        file.Part("xl/worksheets/sheet1.xml").Should().Contain("<autoFilter ref=\"A1:XFD2\"/>");
        file.Read().Single().Rows[1].Should().Equal(Enumerable.Range(0, columns.Length).Select(i => (object)(double)i));
    }

    [Fact]
    public async Task WriteAsync_TheSameTwice_GivesTheSameBytes()
    {
        XlsxSection[] sections = [XlsxSection.Create("A", Numbers, Batch(1, 4000), Batch(1, 4000)), XlsxSection.Create("B", Numbers, Batch(1, 10))];

        (await XlsxFile.WriteAsync(sections)).Bytes.Should().Equal((await XlsxFile.WriteAsync(sections)).Bytes);
    }

    [Fact]
    public async Task WriteAsync_TheSameRowsInOtherBatches_GiveTheSameBytes()
    {
        var whole = await XlsxFile.WriteAsync(XlsxSection.Create("A", Numbers, Batch(1, 8000)));
        var parts = await XlsxFile.WriteAsync(XlsxSection.Create("A", Numbers, Batch(1, 3000), Batch(3001, 1), Batch(3002, 4999)));

        parts.Bytes.Should().Equal(whole.Bytes);
    }

    [Fact]
    public async Task WriteRowsAsync_ManyRows_NeedNoFurtherMemoryAndGoOutInBlocks()
    {
        var output = new ForwardStream(keepsBytes: false);
        await using var writer = new XlsxWriter(output, XlsxFile.Head);
        RowColumn[] columns = [new("text", ColumnType.Text), new("number", ColumnType.Decimal), new("time", ColumnType.Instant)];
        await writer.BeginSectionAsync(new SectionHead("A", columns, [.. columns.Select(column => new ColumnFormat(column.Name))], null), Cancellation);
        var batch = new RowBatch(3);
        for (var i = 0; i < 4000; i++)
        {
            batch.AddText(Guid.CreateVersion7().ToString());
            NumericCell.Add(batch, i / 100m);
            batch.AddInt64(i * 3_600_000_000);
        }

        for (var i = 0; i < 3; i++)
            await writer.WriteRowsAsync(batch, Cancellation);
        var (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < 50; i++)
            await writer.WriteRowsAsync(batch, Cancellation);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await writer.EndSectionAsync(Cancellation);
        await writer.CompleteAsync(Cancellation);

        Environment.CurrentManagedThreadId.Should().Be(thread, "only this thread's memory was counted");
        allocated.Should().BeLessThan(1024 * 1024, "200,000 rows went through");
        output.Writes.Should().HaveCountGreaterThan(20);
        output.Writes.SkipLast(1).Should().OnlyContain(size => size >= 64 * 1024 && size <= 192 * 1024);
    }

    [Fact]
    public async Task DisposeAsync_NotCompleted_WritesNothingMore()
    {
        var output = new ForwardStream();
        var writer = new XlsxWriter(output, XlsxFile.Head);
        await writer.BeginSectionAsync(new SectionHead("A", Numbers, [new ColumnFormat("n")], null), Cancellation);
        await writer.WriteRowsAsync(Batch(1, 10), Cancellation);
        output.Fails = true;

        await writer.DisposeAsync();

        output.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task WriteRowsAsync_OutputFails_TellsAndCanBeDisposed()
    {
        var output = new ForwardStream { Fails = true };
        await using var writer = new XlsxWriter(output, XlsxFile.Head);
        await writer.BeginSectionAsync(new SectionHead("A", Numbers, [new ColumnFormat("n")], null), Cancellation);
        var writing = async () =>
        {
            for (var i = 0; i < 1000; i++)
                await writer.WriteRowsAsync(Batch(i * 4000, 4000), Cancellation);
        };

        await writing.Should().ThrowAsync<IOException>();
    }

    private static RowBatch Batch(int first, int count)
    {
        var batch = new RowBatch(1);
        for (var i = 0; i < count; i++)
            batch.AddInt64(first + i);
        return batch;
    }

    private static IEnumerable<(string Name, string Rows)> Sheets(XlsxFile file) =>
        file.Read().Select(sheet => (sheet.Name, string.Join(',', sheet.Rows.Select(row => string.Join('|', row)))));
}
