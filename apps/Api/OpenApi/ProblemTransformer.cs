using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using ReportScheduler.Api.Errors;

namespace ReportScheduler.Api.OpenApi;

/// <summary>Adds the problems that follow from what an operation is; those of its own it declares itself.</summary>
internal sealed class ProblemTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        // The schema itself comes with the responses that operations declare.
        var problem = new OpenApiSchemaReference(nameof(Problem), context.Document);
        operation.Responses ??= [];
        foreach (var status in Statuses(operation, context))
        {
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, OpenApiMediaType> { [ProblemResult.ContentType] = new() { Schema = problem } },
            });
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<int> Statuses(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        int[] always = [StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable];
        return always
            .Concat(context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any()
                ? [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests] : [])
            .Concat(context.Description.RelativePath!.Contains("{id", StringComparison.Ordinal) ? [StatusCodes.Status404NotFound] : [])
            .Concat(operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) == true ? [StatusCodes.Status400BadRequest] : [])
            .Concat(context.Description.HttpMethod is "PUT" or "DELETE"
                ? [StatusCodes.Status412PreconditionFailed, StatusCodes.Status428PreconditionRequired] : [])
            .Concat(operation.RequestBody is not null
                ?
                [
                    StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
                    StatusCodes.Status422UnprocessableEntity,
                ]
                : []);
    }
}
