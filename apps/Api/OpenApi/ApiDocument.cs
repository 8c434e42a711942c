using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ReportScheduler.Api.OpenApi;

/// <summary>The OpenAPI document, made from the routes.</summary>
internal static class ApiDocument
{
    /// <summary>Name of the security scheme.</summary>
    public const string Bearer = "bearer";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOutputCache().AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DescribeAsync);
        options.AddSchemaTransformer(DescribeInstants);
        options.AddOperationTransformer<SecurityTransformer>();
        options.AddOperationTransformer<ProblemTransformer>();
        options.AddOperationTransformer<IfMatchTransformer>();
        options.AddOperationTransformer<QueryEnumTransformer>();
    });

    public static void MapApiDocument(this IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json")
        // Anybody may ask for it, and making it takes far longer than any other answer.
        .CacheOutput(cache => cache.SetVaryByHost(false).SetVaryByQuery([]));

    // What a converter of ours reads has no schema otherwise.
    private static Task DescribeInstants(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) != typeof(DateTimeOffset)) return Task.CompletedTask;
        schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        schema.Format = "date-time";
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Report Scheduler";
        document.Info.Description = "Reports that run on time. Errors are application/problem+json with a stable code; lists are read page by page with limit and cursor.";
        // The address a reader reached it under tells nothing about where others do.
        document.Servers?.Clear();
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "An access token with the tenant, the user and the role viewer, editor or owner.",
        });
        return Task.CompletedTask;
    }
}
