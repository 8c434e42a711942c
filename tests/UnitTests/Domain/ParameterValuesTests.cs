using System.Text.Json;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.UnitTests.Domain;

public sealed class ParameterValuesTests
{
    [Fact]
    public void Bind_ValuesOfEachType_GivesTypedValues()
    {
        ReportParameter[] definitions =
        [
            Define("a", ParameterType.Text), Define("b", ParameterType.Integer), Define("c", ParameterType.Decimal),
            Define("d", ParameterType.Boolean), Define("e", ParameterType.Date), Define("f", ParameterType.Timestamp),
        ];

        var bound = Bind(definitions, """{"a":"' OR 1=1 --","b":-7,"c":1.50,"d":false,"e":"2026-02-28","f":"2026-02-28T08:00:00+01:00"}""", out var errors);

        errors.Should().BeEmpty();
        bound.Select(parameter => parameter.Value).Should().Equal(
            "' OR 1=1 --", -7L, 1.50m, false, new DateOnly(2026, 2, 28), new DateTimeOffset(2026, 2, 28, 7, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Bind_NoValue_TakesTheDefaultThenNull()
    {
        ReportParameter[] definitions =
        [
            Define("a", ParameterType.Integer) with { Default = Json("5") }, Define("b", ParameterType.Text),
        ];

        var bound = Bind(definitions, """{"a":null}""", out var errors);

        errors.Should().BeEmpty();
        bound.Select(parameter => parameter.Value).Should().Equal(5L, null);
    }

    [Theory]
    [InlineData(ParameterType.Integer, "\"1\"")]
    [InlineData(ParameterType.Integer, "1.5")]
    [InlineData(ParameterType.Integer, "9223372036854775808")]
    [InlineData(ParameterType.Decimal, "true")]
    [InlineData(ParameterType.Date, "\"2026-02-30\"")]
    [InlineData(ParameterType.Timestamp, "\"2026-02-28T08:00:00\"")]
    [InlineData(ParameterType.Boolean, "0")]
    [InlineData(ParameterType.Text, "\"nul \\u0000\"")]
    public void Bind_WrongType_NamesTheParameter(ParameterType type, string value)
    {
        Bind([Define("p", type)], $$"""{"p":{{value}}}""", out var errors);

        errors.Should().ContainSingle().Which.Should().Match<FieldError>(e => e.Field == "parameters.p" && e.Code == "invalid_value");
    }

    [Fact]
    public void Bind_MissingAndUnknown_NamesBoth()
    {
        Bind([Define("p", ParameterType.Text) with { Required = true }], """{"q":1}""", out var errors);

        errors.Select(error => error.Code).Should().BeEquivalentTo("unknown_parameter", "missing_parameter");
    }

    [Theory]
    [InlineData("1st", "invalid_name")]
    [InlineData("a-b", "invalid_name")]
    [InlineData("", "invalid_name")]
    [InlineData("same", "duplicate_name")]
    public void ValidateDefinitions_BadName_IsNamed(string name, string code)
    {
        var errors = new List<FieldError>();

        ParameterValues.ValidateDefinitions([Define("SAME", ParameterType.Text), Define(name, ParameterType.Text)], errors);

        errors.Should().ContainSingle().Which.Should().Match<FieldError>(e => e.Field == "parameters[1].name" && e.Code == code);
    }

    private static ReportParameter Define(string name, ParameterType type) => new(name, type, null, Required: false, null);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    private static IReadOnlyList<BoundParameter> Bind(ReportParameter[] definitions, string values, out List<FieldError> errors) =>
        ParameterValues.Bind(definitions, Json(values), errors = []);
}
