using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed partial class OpenApiTests(ApiFixture fixture)
{
    [Fact]
    public async Task Document_ComparedWithTheRoutes_HasEachOfThemAndNoOther()
    {
        var document = await OpenApiDocument.ReadAsync(fixture.Host);

        var routes =
            from endpoint in fixture.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!, "}").Trim('/')
            where path.StartsWith("/v1", StringComparison.Ordinal) || path.StartsWith("/dev", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
            select $"{method} {path}";

        document.Operations.Select(operation => operation.ToString()).Should().BeEquivalentTo(routes).And.HaveCountGreaterThan(30);
    }

    [Fact]
    public async Task Document_EachOperation_IsNamedAndTellsItsRoleAndProblems()
    {
        var document = await OpenApiDocument.ReadAsync(fixture.Host);

        document.Operations.Select(operation => operation.Id).Should().OnlyHaveUniqueItems();
        foreach (var operation in document.Protected)
        {
            operation.Definition.GetProperty("summary").GetString().Should().NotBeNullOrEmpty(operation.ToString());
            operation.Definition.GetProperty("security")[0].TryGetProperty("bearer", out _).Should().BeTrue(operation.ToString());
            var responses = operation.Definition.GetProperty("responses");
            responses.EnumerateObject().Select(response => response.Name).Should().Contain(["401", "403", "429", "500", "503"], operation.ToString());
            responses.GetProperty("401").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString()
                .Should().Be("#/components/schemas/Problem");
        }
    }

    [Fact]
    public async Task Document_RequestSchemas_TellWhatIsRequiredAndAllowNothingElse()
    {
        var schemas = (await OpenApiDocument.ReadAsync(fixture.Host)).Json.GetProperty("components").GetProperty("schemas");

        var input = schemas.GetProperty("DataSourceInput");
        input.GetProperty("required").EnumerateArray().Select(name => name.GetString())
            .Should().BeEquivalentTo("name", "kind");
        input.GetProperty("additionalProperties").GetBoolean().Should().BeFalse();
        schemas.GetProperty("Problem").GetProperty("properties").GetProperty("errors").GetProperty("items").GetProperty("$ref").GetString()
            .Should().Be("#/components/schemas/FieldError");
        schemas.GetProperty("DataSource").GetProperty("properties").TryGetProperty("password", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Document_Times_TellTheirFormats()
    {
        var schemas = (await OpenApiDocument.ReadAsync(fixture.Host)).Json.GetProperty("components").GetProperty("schemas");
        string? FormatOf(string schema, string property) =>
            schemas.GetProperty(schema).GetProperty("properties").GetProperty(property).GetProperty("format").GetString();

        FormatOf("BackfillInput", "from").Should().Be("date-time");
        FormatOf("TimingInput", "startAt").Should().Be("date-time");
        FormatOf("Run", "nominalFireAt").Should().Be("date-time");
        FormatOf("Holiday", "date").Should().Be("date");
        FormatOf("BlackoutWindow", "from").Should().Be("date-time");
    }

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();
}
