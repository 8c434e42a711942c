using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Documents;

public sealed class PdfWriterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_Sales_HasHeadOnEachPageAllRowsAndPageNumbers()
    {
        var pages = await PdfText.PagesAsync(
            await DocumentSamples.PdfAsync(DocumentSamples.Head(introduction: "What was sold."), Cancellation, DocumentSamples.Sales(100)), Cancellation);

        pages.Should().HaveCountGreaterThan(2).And.OnlyContain(p => p.Contains("Revenue") && p.Contains("Margin"));
        pages[0].Should().Contain("Weekly sales").And.Contain("What was sold.").And.Contain("1/31/2026 7:00 AM Europe/Berlin").And.Contain("Sales by day");
        for (var i = 0; i < pages.Count; i++) Packed(pages[i]).Should().EndWith($"Europe/Berlin{i + 1}/{pages.Count}");
        var all = string.Concat(pages);
        Enumerable.Range(0, 100).Select(i => new DateOnly(2025, 10, 1).AddDays(i)).Should().OnlyContain(d => all.Contains($" {d.Month}/{d.Day}/{d.Year} ") || all.Contains($"\n{d.Month}/{d.Day}/{d.Year} "));
        all.Should().Contain("€12,000.50").And.Contain("29.0%").And.Contain("South & East").And.Contain("<West>");
    }

    [Fact]
    public async Task Write_Twice_GivesTheSameBytes()
    {
        var chart = new ReportChart(ChartKind.Line, "day", ["orders"], "שלום مرحبا");
        Task<byte[]> Write() => DocumentSamples.PdfAsync(
            DocumentSamples.Head("Ünïcode 多言語"), Cancellation, DocumentSamples.Sales(300, chart), DocumentSamples.Texts("한국어", "עברית 12", "नमस्ते"));

        (await Write()).Should().Equal(await Write());
    }

    [Fact]
    public async Task Write_EveryScript_CanBeReadAgain()
    {
        string[] texts = ["Grüße € ½", "Ελληνικά κόσμε", "Русский мир", "中文销售报告", "日本語レポート", "한국어 세계", "नमस्ते", "Tiếng Việt", "ქართული", "✓→★"];

        var text = string.Concat(await PdfText.PagesAsync(await DocumentSamples.PdfAsync(DocumentSamples.Head(), Cancellation, DocumentSamples.Texts(texts)), Cancellation));

        text.Should().ContainAll(texts);
    }

    [Theory]
    [InlineData("he-IL", "שלום עולם")]
    [InlineData("ar-EG", "مرحبا بالعالم")]
    public async Task Write_RightToLeft_CanBeReadAgain(string locale, string cell)
    {
        var text = string.Concat(await PdfText.PagesAsync(
            await DocumentSamples.PdfAsync(DocumentSamples.Head(locale: locale), Cancellation, DocumentSamples.Texts(cell)), Cancellation));

        text.Normalize(NormalizationForm.FormKC).Should().Contain(cell);
    }

    [Fact]
    public async Task Write_StrangeCells_AreNoFailure()
    {
        string[] texts = ["\0\u0001\u001b[31m", "\ud800", "\udfff\ud800", "\u202Eover", "🎉👩‍👩‍👧", "\uE000", "\U000E1234", "\u0301", "\u200f", "ไทย", "a\u0301\u0302\u0303", "\n\n\n\n", " ", "", new('W', 1_000_000),
            string.Join(' ', Enumerable.Range(0, 150_000)), "file:///etc/passwd http://127.0.0.1:9/x.png"];

        foreach (var locale in new[] { "en-US", "ar-EG" })
        {
            var pdf = await DocumentSamples.PdfAsync(DocumentSamples.Head(texts[0] + texts[1], texts[14][..20_000], locale), Cancellation, DocumentSamples.Texts([.. texts, null]));
            var text = string.Concat(await PdfText.PagesAsync(pdf, Cancellation));
            text.Should().Contain("file:///etc/passwd").And.Contain("…");
            Encoding.Latin1.GetString(pdf).Should().NotContainAny("/URI", "/JavaScript", "/Launch", "/EmbeddedFile");
        }
    }

    [Fact]
    public async Task Write_NothingToShow_SaysSo()
    {
        var pages = await PdfText.PagesAsync(
            await DocumentSamples.PdfAsync(
                DocumentSamples.Head(), Cancellation, DocumentSamples.Sales(0, new(ChartKind.Bar, "region", ["orders"])),
                new SampleSection(DocumentSamples.Section("None", null), 2, (batch, _) => batch.AddEmptyRow())), Cancellation);

        pages.Should().ContainSingle().Which.Split("No rows").Should().HaveCount(3);
        Packed(pages[0]).Should().Contain("Revenue").And.EndWith("Europe/Berlin1/1");
    }

    [Fact]
    public async Task Write_WideTable_GoesOnInStripsWithItsFirstColumn()
    {
        var columns = Enumerable.Range(0, 40).Select(i => ($"measure_{i}", i == 0 ? ColumnType.Text : ColumnType.Decimal, (ColumnFormat?)null)).ToArray();
        var pages = await PdfText.PagesAsync(
            await DocumentSamples.PdfAsync(DocumentSamples.Head(landscape: true), Cancellation, new SampleSection(DocumentSamples.Section("Wide", null, columns), 3, (batch, row) =>
            {
                batch.AddText($"key{row}");
                for (var i = 1; i < 40; i++) NumericCell.Add(batch, 1_234_567.89m + i);
            })), Cancellation);

        pages.Should().HaveCountGreaterThan(1).And.OnlyContain(p => p.Contains("measure_0") && p.Contains("key2"));
        var all = string.Concat(pages);
        Enumerable.Range(1, 39).Should().OnlyContain(i => all.Contains($"measure_{i}"));
        all.Should().Contain("1,234,606.89");
    }

    [Fact]
    public async Task Write_LongDocument_NumbersItsPagesWithoutTheTotal()
    {
        var pages = await PdfText.PagesAsync(await DocumentSamples.PdfAsync(DocumentSamples.Head(), Cancellation, DocumentSamples.Sales(3000)), Cancellation);

        pages.Should().HaveCountGreaterThan(60);
        pages.Should().NotContain(p => Packed(p).EndsWith($"/{pages.Count}", StringComparison.Ordinal));
        pages[59].TrimEnd().Should().EndWith(" 60");
    }

    [Fact]
    public async Task Write_MoreRowsThanAllowed_IsRefused()
    {
        var section = DocumentSamples.Section("Many", null, ("n", ColumnType.Integer, null));

        var writing = () => DocumentSamples.PdfAsync(DocumentSamples.Head(), Cancellation, new SampleSection(section, 50_001, (batch, i) => batch.AddInt64(i)));

        (await writing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("pdf_row_limit");
    }

    // The reader takes the narrow spaces of small print for none.
    private static string Packed(string page) => page.Replace(" ", "", StringComparison.Ordinal).TrimEnd();
}
