using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ReportScheduler.Api.OpenApi;

/// <summary>Says that changes name the version they were made from.</summary>
internal sealed class IfMatchTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.HttpMethod is not ("PUT" or "DELETE")) return Task.CompletedTask;

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "If-Match",
            In = ParameterLocation.Header,
            Required = true,
            Description = "The ETag of what was read.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        return Task.CompletedTask;
    }
}
