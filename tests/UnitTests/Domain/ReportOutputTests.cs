using System.Text.Json;
using System.Text.Json.Serialization;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.UnitTests.Domain;

public sealed partial class ReportOutputTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"formats":null,"locale":null,"columns":null,"sections":null,"csv":null,"page":null,"chart":null,"title":null}""")]
    [InlineData("""{"csv":{},"page":{}}""")]
    public void Json_WithoutMembers_MeansTheDefault(string json)
    {
        var output = JsonSerializer.Deserialize(json, OutputJson.Default.ReportOutput)!;

        output.Should().BeEquivalentTo(ReportOutput.Default);
        Check(output).Should().BeEmpty();
    }

    [Fact]
    public void Json_OfEverything_IsReadAsItWasWritten()
    {
        var output = new ReportOutput
        {
            Formats = [ReportFormat.Xlsx, ReportFormat.Pdf],
            Title = "Sales",
            Locale = "de-DE",
            Columns = [new("amount", "Amount", ColumnStyle.Currency, 2, "EUR", 12), new("id", Hidden: true)],
            Chart = new(ChartKind.Bar, "region", ["amount"]),
            Sections = [new("Details", "SELECT 2", [new("x")], new(ChartKind.Pie, "x", ["y"], "Pie"))],
            Csv = new(";", Header: false, NullText: "NULL", NeutraliseFormulas: false),
            Page = new(PaperSize.Letter, Landscape: true),
            Packing = FilePacking.Zip,
        };

        var again = JsonSerializer.Deserialize(JsonSerializer.Serialize(output, OutputJson.Default.ReportOutput), OutputJson.Default.ReportOutput);

        again.Should().BeEquivalentTo(output);
        Check(output).Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"formats":[]}""", "formats", "missing")]
    [InlineData("""{"formats":["csv","pdf","csv"]}""", "formats[2]", "duplicate_format")]
    [InlineData("""{"formats":["csv","png"]}""", "formats[1]", "chart_missing")]
    [InlineData("""{"title":"{long}"}""", "title", "too_long")]
    [InlineData("""{"title":"a\nb"}""", "title", "invalid_text")]
    [InlineData("""{"introduction":"a\u0000b"}""", "introduction", "invalid_text")]
    [InlineData("""{"locale":"xx-XX"}""", "locale", "unknown_locale")]
    [InlineData("""{"sectionName":" "}""", "sectionName", "missing")]
    [InlineData("""{"columns":[null]}""", "columns[0]", "missing")]
    [InlineData("""{"columns":[{"label":"x"}]}""", "columns[0].column", "missing")]
    [InlineData("""{"columns":[{"column":"a"},{"column":"a"}]}""", "columns[1].column", "duplicate_column")]
    [InlineData("""{"columns":[{"column":"a","decimals":11}]}""", "columns[0].decimals", "out_of_range")]
    [InlineData("""{"columns":[{"column":"a","width":0}]}""", "columns[0].width", "out_of_range")]
    [InlineData("""{"columns":[{"column":"a","style":"currency"}]}""", "columns[0].currency", "invalid_currency")]
    [InlineData("""{"columns":[{"column":"a","style":"currency","currency":"euro"}]}""", "columns[0].currency", "invalid_currency")]
    [InlineData("""{"columns":[{"column":"a","currency":"EUR"}]}""", "columns[0].currency", "not_of_style")]
    [InlineData("""{"chart":{"kind":"bar","values":["a"]}}""", "chart.category", "missing")]
    [InlineData("""{"chart":{"kind":"bar","category":"c"}}""", "chart.values", "value_count")]
    [InlineData("""{"chart":{"kind":"line","category":"c","values":["1","2","3","4","5","6","7","8","9"]}}""", "chart.values", "value_count")]
    [InlineData("""{"chart":{"kind":"pie","category":"c","values":["1","2"]}}""", "chart.values", "value_count")]
    [InlineData("""{"chart":{"kind":"bar","category":"c","values":["a",null]}}""", "chart.values[1]", "missing")]
    [InlineData("""{"sections":[null]}""", "sections[0]", "missing")]
    [InlineData("""{"sections":[{"name":"A","sql":" "}]}""", "sections[0].sql", "missing")]
    [InlineData("""{"sections":[{"sql":"SELECT 1"}]}""", "sections[0].name", "missing")]
    [InlineData("""{"sectionName":"a","sections":[{"name":"A ","sql":"SELECT 1"}]}""", "sections[0].name", "duplicate_name")]
    [InlineData("""{"sections":[{"name":"A","sql":"SELECT 1","chart":{"kind":"bar","category":"c","values":[]}}]}""", "sections[0].chart.values", "value_count")]
    [InlineData("""{"csv":{"delimiter":"x"}}""", "csv.delimiter", "invalid_delimiter")]
    [InlineData("""{"csv":{"delimiter":null}}""", "csv.delimiter", "invalid_delimiter")]
    [InlineData("""{"csv":{"nullText":null}}""", "csv.nullText", "missing")]
    public void Check_BadOutput_NamesTheField(string json, string field, string code)
    {
        var text = json.Replace("{long}", new string('x', 1001), StringComparison.Ordinal);

        var errors = Check(JsonSerializer.Deserialize(text, OutputJson.Default.ReportOutput)!);

        errors.Select(error => (error.Field, error.Code)).Should().Equal(($"output.{field}", code));
        errors.Should().OnlyContain(error => error.Message.EndsWith('.'));
    }

    [Fact]
    public void Check_TwentyOneSections_IsTooMany()
    {
        var sections = Enumerable.Range(0, 21).Select(i => new ReportSection($"S{i}", "SELECT 1", [])).ToArray();

        Check(new ReportOutput { Sections = sections }).Should().ContainSingle(error => error.Field == "output.sections" && error.Code == "too_many");
        Check(new ReportOutput { Sections = sections[..20] }).Should().BeEmpty();
    }

    private static List<FieldError> Check(ReportOutput output)
    {
        var errors = new List<FieldError>();
        ReportOutputChecks.Check(output, errors);
        return errors;
    }

    // As the apps read and write it: source-generated.
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(ReportOutput))]
    private sealed partial class OutputJson : JsonSerializerContext;
}
