using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using ReportScheduler.Api.Errors;

namespace ReportScheduler.Api.OpenApi;

internal static class ResponseExtensions
{
    /// <summary>Declares a problem that does not follow from what the operation is.</summary>
    public static RouteHandlerBuilder MayAnswer(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<Problem>(status, ProblemResult.ContentType);

    /// <summary>Declares that the answer is a file of any type.</summary>
    public static RouteHandlerBuilder AnswersFile(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            foreach (var status in statuses)
            {
                operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
                {
                    Description = ReasonPhrases.GetReasonPhrase(status),
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/octet-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                    },
                };
            }

            return Task.CompletedTask;
        });
}
