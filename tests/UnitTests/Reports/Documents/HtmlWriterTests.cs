using System.Text.RegularExpressions;
using System.Xml.Linq;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports.Documents;

public sealed partial class HtmlWriterTests
{
    private static readonly ReportChart Chart = new(ChartKind.Bar, "region", ["orders", "revenue"], "Orders & revenue");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sales-en.html", "en-US")]
    [InlineData("sales-de.html", "de-DE")]
    [InlineData("sales-ar.html", "ar-EG")]
    public async Task Write_Sales_IsAsInTheGoldenFile(string file, string locale)
    {
        var html = await DocumentSamples.HtmlAsync(
            DocumentSamples.Head("Sales <b>2026</b>", "Two lines:\n\"quoted\" & 'so on'.", locale), Cancellation,
            DocumentSamples.Sales(4, Chart), DocumentSamples.Texts("a", null, "", "two\nlines"));

        GoldenFile.Check(file, html);
    }

    [Fact]
    public async Task Write_AnyText_IsNothingButText()
    {
        const string Attack = "</td></title></style><script>alert(1)</script><img src=x onerror='a()'>\"';&lt;file:///etc/passwd http://example.com/x.png";
        var section = DocumentSamples.Section(
            Attack, new(ChartKind.Bar, "c", ["n"], Attack), ("c", ColumnType.Text, new("c", Attack)), ("n", ColumnType.Integer, new("n", Attack)));

        var html = await DocumentSamples.HtmlAsync(DocumentSamples.Head(Attack, Attack), Cancellation, new SampleSection(section, 3, (batch, i) =>
        {
            batch.AddText(Attack);
            batch.AddInt64(i);
        }));

        html.Should().NotContainAny("<script", "<img", "<a ", "<link", "url(", "@import", "href");
        html.Split("&lt;/td&gt;").Length.Should().BeGreaterThan(7);
        Elements(html).Descendants().Select(e => e.Name.LocalName).Distinct().Should().BeSubsetOf(
            ["html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "p", "time", "section", "figure", "svg", "path", "rect", "text", "div", "table", "caption", "thead", "tbody", "tr", "th", "td"]);
    }

    [Fact]
    public async Task Write_ControlCharactersAndOverrides_AreHarmless()
    {
        var html = await DocumentSamples.HtmlAsync(DocumentSamples.Head(), Cancellation, DocumentSamples.Texts("a\0b\u0001c\u001bd\u0085e", "x\u202Ey\u2066z", "🎉é"));

        html.Should().Contain("<td>a\ufffdb\ufffdc\ufffdd\ufffde</td>").And.Contain("<td>xyz</td>").And.Contain("<td>🎉é</td>");
        Elements(html).Should().NotBeNull();
    }

    [Fact]
    public async Task Write_Page_IsAccessible()
    {
        var html = Elements(await DocumentSamples.HtmlAsync(DocumentSamples.Head(locale: "he-IL"), Cancellation, DocumentSamples.Sales(3, Chart)));

        html.Attribute("lang")!.Value.Should().Be("he-IL");
        html.Attribute("dir")!.Value.Should().Be("rtl");
        html.Descendants("title").Single().Value.Should().Be("Weekly sales");
        html.Descendants("h1").Should().ContainSingle();
        html.Descendants("caption").Single().Value.Should().Be("Sales by day");
        html.Descendants("th").Should().HaveCount(6).And.OnlyContain(th => th.Attribute("scope")!.Value == "col");
        html.Descendants().Single(e => e.Name.LocalName == "svg").Attribute("aria-label")!.Value.Should().Be("Orders & revenue");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(5000)]
    public async Task Write_Chart_IsAboveItsTable(int rows)
    {
        var html = await DocumentSamples.HtmlAsync(DocumentSamples.Head(), Cancellation, DocumentSamples.Sales(rows, Chart));

        html.IndexOf("<figure>", StringComparison.Ordinal).Should().BeInRange(0, html.IndexOf("<table>", StringComparison.Ordinal));
        Elements(html).Descendants("tbody").Single().Elements("tr").Should().HaveCount(rows);
    }

    [Fact]
    public async Task Write_RowsTooLargeToWait_PutTheChartBelow()
    {
        var head = DocumentSamples.Section("Large", new(ChartKind.Bar, "n", ["n"]), ("n", ColumnType.Integer, null), ("t", ColumnType.Text, null));
        var html = await DocumentSamples.HtmlAsync(DocumentSamples.Head(), Cancellation, new SampleSection(head, 8, (batch, i) =>
        {
            batch.AddInt64(i);
            batch.AddText(new string('x', 1_000_000));
        }));

        html.IndexOf("<figure>", StringComparison.Ordinal).Should().BeGreaterThan(html.IndexOf("</table>", StringComparison.Ordinal));
        html.Length.Should().BeGreaterThan(8_000_000);
    }

    [Fact]
    public async Task Write_NoRowsNoColumnsHiddenColumns_SaySo()
    {
        var hidden = DocumentSamples.Section("Hidden", null, ("secret", ColumnType.Text, new("secret", Hidden: true)), ("open", ColumnType.Text, null));
        var html = await DocumentSamples.HtmlAsync(
            DocumentSamples.Head(locale: "de-DE"), Cancellation, DocumentSamples.Sales(0), new SampleSection(DocumentSamples.Section("None", null), 2, (batch, _) => batch.AddEmptyRow()),
            new SampleSection(hidden, 1, (batch, _) =>
            {
                batch.AddText("not shown");
                batch.AddText("shown");
            }));

        NoRows().Count(html).Should().Be(2);
        html.Should().NotContain("not shown").And.NotContain("secret").And.Contain("shown");
    }

    // The page is written so that a strict XML reader takes it, but for its void elements.
    private static XElement Elements(string html) =>
        XDocument.Parse(Meta().Replace(html[html.IndexOf("<html", StringComparison.Ordinal)..], "$0</meta>"), LoadOptions.PreserveWhitespace).Root!;

    [GeneratedRegex("<meta[^>]*>")]
    private static partial Regex Meta();

    [GeneratedRegex("<td class=\"none\" colspan=\"[0-9]\">Keine Zeilen</td>")]
    private static partial Regex NoRows();
}
