using System.Text.Json;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Domain;

public sealed class ParameterValuesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Bind_ValuesOfEachType_GivesTypedValues()
    {
        ReportParameter[] definitions =
        [
            Define("a", ParameterType.Text), Define("b", ParameterType.Integer), Define("c", ParameterType.Decimal),
            Define("d", ParameterType.Boolean), Define("e", ParameterType.Date), Define("f", ParameterType.Timestamp),
            Define("g", ParameterType.Uuid), Define("h", ParameterType.Choice) with { Choices = [new("north"), new("south", "South")] },
        ];

        var bound = Bind(definitions, """{"a":"' OR 1=1 --","b":-7,"c":1.50,"d":false,"e":"2026-02-28","f":"2026-02-28T08:00:00+01:00","g":"0190b5a0-0000-7000-8000-000000000001","h":"south"}""", out var errors);

        errors.Should().BeEmpty();
        bound.Select(parameter => parameter.Value).Should().Equal(
            "' OR 1=1 --", -7L, 1.50m, false, new DateOnly(2026, 2, 28), new DateTimeOffset(2026, 2, 28, 7, 0, 0, TimeSpan.Zero),
            Guid.Parse("0190b5a0-0000-7000-8000-000000000001"), "south");
    }

    [Fact]
    public void Bind_Lists_GivesArraysOfTheType()
    {
        ReportParameter[] definitions =
        [
            Define("a", ParameterType.Text) with { Multiple = true }, Define("b", ParameterType.Integer) with { Multiple = true },
            Define("c", ParameterType.Date) with { Multiple = true }, Define("d", ParameterType.Uuid) with { Multiple = true },
            Define("e", ParameterType.Integer) with { Multiple = true, Default = Json("[7]") },
        ];

        var bound = Bind(definitions, """{"a":["x","y"],"b":[1,-2],"c":["2026-02-28","yesterday"]}""", out var errors);

        errors.Should().BeEmpty();
        bound.Should().OnlyContain(parameter => parameter.IsList);
        bound[0].Value.Should().BeOfType<string[]>().Which.Should().Equal("x", "y");
        bound[1].Value.Should().BeAssignableTo<IReadOnlyList<long>>().Which.Should().Equal(1, -2);
        bound[2].Value.Should().BeOfType<DateOnly[]>().Which.Should().Equal(new DateOnly(2026, 2, 28), new DateOnly(2026, 2, 28));
        bound[3].Value.Should().BeNull();
        bound[4].Value.Should().BeOfType<long[]>().Which.Should().Equal(7);
    }

    [Theory]
    [InlineData("[]", "parameters.p", "invalid_list")]
    [InlineData("1", "parameters.p", "invalid_list")]
    [InlineData("[1,\"2\"]", "parameters.p[1]", "invalid_value")]
    [InlineData("[1,null]", "parameters.p[1]", "invalid_value")]
    public void Bind_ListThatIsNone_NamesTheParameterOrTheValue(string value, string field, string code)
    {
        Bind([Define("p", ParameterType.Integer) with { Multiple = true }], $$"""{"p":{{value}}}""", out var errors);

        errors.Should().ContainSingle().Which.Should().Match<FieldError>(e => e.Field == field && e.Code == code);
    }

    [Fact]
    public void Bind_MoreThanAThousandValues_IsRefused()
    {
        ReportParameter[] definitions = [Define("p", ParameterType.Integer) with { Multiple = true }];

        Bind(definitions, $$"""{"p":[{{string.Join(",", Enumerable.Range(0, 1000))}}]}""", out var fitting);
        Bind(definitions, $$"""{"p":[{{string.Join(",", Enumerable.Range(0, 1001))}}]}""", out var tooMany);

        fitting.Should().BeEmpty();
        tooMany.Should().ContainSingle(error => error.Code == "invalid_list");
    }

    [Theory]
    [InlineData("2026-01-15T06:00:00Z", "2025-12-01", "2026-01-14T23:00:00Z")]
    [InlineData("2026-03-01T22:30:00Z", "2026-02-01", "2026-02-28T23:00:00Z")]
    [InlineData("2026-03-01T23:30:00Z", "2026-02-01", "2026-03-01T23:00:00Z")]
    public void Bind_RelativeDefaults_FollowTheNominalTimeOfTheRunAndItsZone(string asOf, string from, string to)
    {
        ReportParameter[] definitions =
        [
            Define("from", ParameterType.Date) with { Default = Json("\"start of previous month\"") },
            Define("to", ParameterType.Timestamp) with { Default = Json("\"today\"") },
        ];
        var errors = new List<FieldError>();
        var (time, zone) = (DateTimeOffset.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture), TimeZoneData.ZoneOrUtc("Europe/Berlin"));

        var bound = ParameterValues.Bind(definitions, null, time, zone, errors);

        errors.Should().BeEmpty();
        var recorded = BoundValues.Of(bound, time, zone);
        recorded.TimeZone.Should().Be("Europe/Berlin");
        recorded.Values.GetRawText().Should().Be($$"""{"from":"{{from}}","to":"{{to}}"}""");
    }

    [Fact]
    public void BoundValues_OfEachType_AreJsonThatBindsToTheSameAgain()
    {
        ReportParameter[] definitions =
        [
            Define("a", ParameterType.Text), Define("b", ParameterType.Decimal), Define("c", ParameterType.Boolean), Define("d", ParameterType.Date),
            Define("e", ParameterType.Timestamp), Define("f", ParameterType.Uuid) with { Multiple = true }, Define("g", ParameterType.Integer),
        ];
        var bound = Bind(
            definitions,
            """{"a":"é","b":1.50,"c":true,"d":"end of month","e":"now","f":["0190b5a0-0000-7000-8000-000000000001"]}""", out _);

        var again = Bind(definitions, BoundValues.Of(bound, Now, NodaTime.DateTimeZone.Utc).Values.GetRawText(), out var errors);

        errors.Should().BeEmpty();
        again.Should().BeEquivalentTo(bound);
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
    [InlineData(ParameterType.Date, "\"start of the month\"")]
    [InlineData(ParameterType.Date, "\"now - 1000 years - 1000 years - 1000 years\"")]
    [InlineData(ParameterType.Timestamp, "\"2026-02-28\"")]
    [InlineData(ParameterType.Text, "[\"a\"]")]
    [InlineData(ParameterType.Uuid, "\"1\"")]
    [InlineData(ParameterType.Choice, "\"unknown\"")]
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
    public void Check_BadName_IsNamed(string name, string code)
    {
        var errors = new List<FieldError>();

        ParameterDefinitions.Check([Define("SAME", ParameterType.Text), Define(name, ParameterType.Text)], errors);

        errors.Should().ContainSingle().Which.Should().Match<FieldError>(e => e.Field == "parameters[1].name" && e.Code == code);
    }

    [Fact]
    public void Check_ChoicesAndOptionsAndDefaults_NamesWhatDoesNotFit()
    {
        var errors = new List<FieldError>();

        ParameterDefinitions.Check(
            [
                Define("a", ParameterType.Choice),
                Define("b", ParameterType.Text) with { Choices = [new("x")] },
                Define("c", ParameterType.Choice) with { Choices = [new("x"), new("x"), new(null!), null!] },
                Define("d", ParameterType.Choice) with { Choices = [new("x")], Default = Json("\"y\""), OptionsSql = "SELECT 1" },
                Define("e", ParameterType.Date) with { Default = Json("\"start of previous month\"") },
                Define("f", ParameterType.Date) with { Default = Json("\"start of nothing\"") },
                Define("g", ParameterType.Integer) with { Multiple = true, Default = Json("1") },
            ],
            errors);

        errors.Select(error => (error.Field, error.Code)).Should().BeEquivalentTo(
        [
            ("parameters[0].choices", "choice_count"), ("parameters[1].choices", "not_of_type"), ("parameters[2].choices[1].value", "duplicate_value"),
            ("parameters[2].choices[2].value", "missing"), ("parameters[2].choices[3].value", "missing"), ("parameters[3].optionsSql", "not_of_type"),
            ("parameters[3].default", "invalid_value"), ("parameters[5].default", "invalid_value"), ("parameters[6].default", "invalid_list"),
        ]);
    }

    private static ReportParameter Define(string name, ParameterType type) => new(name, type, null, Required: false, null);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    private static IReadOnlyList<BoundParameter> Bind(ReportParameter[] definitions, string values, out List<FieldError> errors) =>
        ParameterValues.Bind(definitions, Json(values), Now, NodaTime.DateTimeZone.Utc, errors = []);
}
