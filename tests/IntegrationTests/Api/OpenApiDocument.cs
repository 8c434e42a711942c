using System.Text.Json;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>An operation of the OpenAPI document.</summary>
/// <param name="Path">With <c>{id}</c> where it has one.</param>
internal sealed record ApiOperation(HttpMethod Method, string Path, JsonElement Definition)
{
    public string Id => Definition.GetProperty("operationId").GetString()!;

    public bool HasBody => Definition.TryGetProperty("requestBody", out _);

    /// <summary>What lies between <c>/v1/</c> and the next slash.</summary>
    public string Resource => Path.Split('/')[2];

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The document as a client reads it.</summary>
internal sealed record OpenApiDocument(JsonElement Json)
{
    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in Json.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select new ApiOperation(HttpMethod.Parse(operation.Name), path.Name, operation.Value),
    ];

    /// <summary>The operations that need a token.</summary>
    public IEnumerable<ApiOperation> Protected => Operations.Where(operation => operation.Path.StartsWith("/v1/", StringComparison.Ordinal));

    public static async Task<OpenApiDocument> ReadAsync(ApiHost host) =>
        new(JsonElement.Parse(await host.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)));
}
