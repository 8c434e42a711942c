using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ReportScheduler.Api.Http;

namespace ReportScheduler.Api.OpenApi;

/// <summary>Lists the values of each <see cref="QueryEnum{T}"/>.</summary>
internal sealed class QueryEnumTransformer : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var description in context.Description.ParameterDescriptions)
        {
            if (EnumOf(description) is { } type && operation.Parameters?.OfType<OpenApiParameter>().FirstOrDefault(p => p.Name == description.Name) is { } parameter)
                parameter.Schema = await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken);
        }
    }

    private static Type? EnumOf(ApiParameterDescription description)
    {
        if (description.ParameterDescriptor?.ParameterType is not { } type) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(QueryEnum<>) ? type.GetGenericArguments()[0] : null;
    }
}
