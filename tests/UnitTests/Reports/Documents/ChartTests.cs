using System.Text.RegularExpressions;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Charts;
using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Rows;
using ReportScheduler.Reports.Typesetting;
using SkiaSharp;

namespace ReportScheduler.UnitTests.Reports.Documents;

public sealed partial class ChartTests
{
    [Theory]
    [InlineData(0, 97, true, 0, 100, 20)]
    [InlineData(-3, 7, true, -4, 8, 2)]
    [InlineData(1000, 1010, false, 1000, 1010, 2)]
    [InlineData(5, 5, false, 0, 5, 1)]
    [InlineData(0, 0, true, 0, 1, 0.2)]
    [InlineData(-1e300, 1e300, true, -1e300, 1e300, 5e299)]
    public void Scale_OfValues_HasRoundMarks(double min, double max, bool withZero, double from, double to, double step)
    {
        var scale = AxisScale.Of(min, max, withZero);

        scale.Min.Should().BeApproximately(from, step / 1000);
        scale.Max.Should().BeApproximately(to, step / 1000);
        scale.Step.Should().BeApproximately(step, step / 1000);
        scale.Values().Should().HaveCountLessThan(20).And.BeInAscendingOrder();
    }

    [Fact]
    public void Label_OfMarks_FollowsTheLocale()
    {
        AxisScale.Of(0, 2_000_000, true).Label(1_500_000, false, ReportLocale.Find("de-DE")!).Should().Be("1.500.000");
        AxisScale.Of(0, 0.2, true).Label(0.05, false, ReportLocale.Find("de-DE")!).Should().Be("0,05");
        AxisScale.Of(0, 0.2, true).Label(0.05, true, ReportLocale.Default).Should().Be("5%");
    }

    [Theory]
    [InlineData(ChartKind.Line)]
    [InlineData(ChartKind.Bar)]
    [InlineData(ChartKind.Pie)]
    public void Png_OfTheSameData_HasTheSameBytesAndColours(ChartKind kind)
    {
        var data = Data(kind, 12, i => $"Category {i}");
        using TextShaper first = new(DocumentFonts.Shared), second = new(DocumentFonts.Shared);

        var png = ChartFiles.Png(data, first);

        png.Should().Equal(ChartFiles.Png(data, second));
        using var image = SKBitmap.Decode(png);
        image.Width.Should().Be(1440);
        image.Pixels.Count(p => p == new SKColor(0xFF0072B2)).Should().BeGreaterThan(500);
    }

    [Theory]
    [InlineData(ChartKind.Line)]
    [InlineData(ChartKind.Bar)]
    public void Svg_OfManyCategories_ShowsLabelsThatDoNotTouch(ChartKind kind)
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        var svg = ChartFiles.Svg(Data(kind, 1000, i => $"A rather long category {i}"), shaper);

        var places = Label().Matches(svg).Select(m => float.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        places.Should().HaveCountGreaterThan(3).And.HaveCountLessThan(16).And.BeInAscendingOrder();
        places.Zip(places.Skip(1)).Should().OnlyContain(p => p.Second - p.First > 50);
    }

    [Fact]
    public void Svg_OfHostileTexts_IsWellFormed()
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        var svg = ChartFiles.Svg(Data(ChartKind.Pie, 3, i => $"<script>{i}\0\ud800</script>\"'&") with { Title = "</svg><image href='file:///etc/passwd'/>" }, shaper);

        var elements = System.Xml.Linq.XDocument.Parse(svg).Descendants().Select(e => e.Name.LocalName).Distinct();

        elements.Should().BeSubsetOf(["svg", "path", "rect", "text", "circle"]);
    }

    [Fact]
    public void Collector_MoreThanItsRows_TakesTheFirstThousand()
    {
        var data = Collect(new(ChartKind.Line, "day", ["value"]), 1500, i => i)!;

        data.Categories.Should().HaveCount(1000);
        data.Series.Single().Values.Should().HaveCount(1000).And.StartWith(0.0).And.EndWith(999.0);
        data.Places.Should().NotBeNull("days are placed by their distance");
        data.Categories[1].Should().Be("1/2/2026");
    }

    [Theory]
    [InlineData("nosuch", "value")]
    [InlineData("day", "nosuch")]
    [InlineData("day", "day")]
    public void Collector_ColumnsThatAreNotThereOrNoNumbers_MakeNoChart(string category, string value) =>
        Collect(new(ChartKind.Bar, category, [value]), 5, i => i).Should().BeNull();

    [Fact]
    public void Collector_NothingButNulls_MakesNoChart() => Collect(new(ChartKind.Bar, "day", ["value"]), 5, _ => double.NaN).Should().BeNull();

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(-1e-300)]
    public void Svg_OfExtremeValues_HasNoNumberThatIsNone(double value)
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        foreach (var kind in Enum.GetValues<ChartKind>())
        {
            var data = Data(kind, 3, i => $"{i}") with { Series = [new("s", [value, 0, double.NaN], false)] };
            ChartFiles.Svg(data, shaper).Should().NotContainAny("NaN", "∞", "Infinity");
        }
    }

    private static ChartData Data(ChartKind kind, int count, Func<int, string> category) => new(
        kind, "Title", [.. Enumerable.Range(0, count).Select(category)], null,
        [new("First", [.. Enumerable.Range(0, count).Select(i => 10.0 + (i % 7))], false)], ReportLocale.Default);

    private static ChartData? Collect(ReportChart chart, int rows, Func<int, double> value)
    {
        var section = DocumentSamples.Section("s", chart, ("day", ColumnType.Date, null), ("value", ColumnType.Float, null));
        var collector = ChartCollector.For(section, ReportLocale.Default, DocumentTime.Zone("UTC"));
        var batch = new RowBatch(2);
        for (var i = 0; i < rows; i++)
        {
            batch.AddInt32(CellValue.DateCell(new DateOnly(2026, 1, 1).AddDays(i)));
            batch.AddDouble(value(i));
            collector?.Add(batch, i);
        }

        return collector?.Data();
    }

    [GeneratedRegex("<text x=\"([0-9.]+)\" y=\"294\"")]
    private static partial Regex Label();
}
