using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ReportScheduler.Api.OpenApi;

/// <summary>Says which role an operation needs.</summary>
internal sealed class SecurityTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        // The last one is the strictest: routes ask for more than the group they are in.
        var role = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        if (role is null) return Task.CompletedTask;

        operation.Description = $"{operation.Description} Needs the role {role}.".TrimStart();
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiDocument.Bearer, context.Document)] = [] }];
        return Task.CompletedTask;
    }
}
