using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.OpenApi;
using ReportScheduler.Postgres.Idempotency;

namespace ReportScheduler.Api.Idempotency;

/// <summary>The header by which a client repeats a request without asking for a second thing.</summary>
/// <remarks>Source: draft-ietf-httpapi-idempotency-key-header-07.</remarks>
internal static class IdempotencyKeys
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 255;

    /// <summary>Declares the header, and what it may lead to.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .MayAnswer(StatusCodes.Status409Conflict)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = Header,
                In = ParameterLocation.Header,
                Description = "1 to 255 printable ASCII characters of the client's choice. A request that is repeated with the same key and the same "
                    + "body within a day gets the answer of the first one.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = MaxLength },
            });
            return Task.CompletedTask;
        });

    /// <param name="request">Whose path and body the key stands for.</param>
    /// <param name="input">The body.</param>
    /// <param name="inputJson">How it is written.</param>
    /// <param name="resultJson">How the answer is kept.</param>
    /// <param name="once">Null without the header.</param>
    /// <param name="problem">Why the header cannot be taken.</param>
    public static bool TryReadOnce<TInput, TResult>(
        this HttpRequest request, TInput input, JsonTypeInfo<TInput> inputJson, JsonTypeInfo<TResult> resultJson, out Once<TResult>? once,
        [NotNullWhen(false)] out ProblemResult? problem)
        where TResult : class
    {
        (once, problem) = (null, null);
        if (!request.Headers.TryGetValue(Header, out var values)) return true;
        if (values is not [{ Length: > 0 and <= MaxLength } key] || key.Any(c => c is < ' ' or > '~'))
        {
            problem = new ProblemResult(
                StatusCodes.Status400BadRequest, "invalid_idempotency_key", $"Give one Idempotency-Key of 1 to {MaxLength} printable ASCII characters.");
            return false;
        }

        var body = JsonSerializer.Serialize(input, inputJson);
        once = new Once<TResult>(key, SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Path}\n{body}")), resultJson);
        return true;
    }
}
