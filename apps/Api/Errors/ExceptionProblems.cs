using System.Text.Json;
using System.Text.RegularExpressions;
using Dapr;
using Grpc.Core;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using ReportScheduler.Api.Auth;
using ReportScheduler.Domain;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Idempotency;
using ReportScheduler.Reports;

namespace ReportScheduler.Api.Errors;

/// <summary>Turns exceptions into problems that tell nothing of the inside.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The scope of the request has ended with its exception.
        using var scope = logger.BeginTenantOf(httpContext);
        await Of(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private ProblemResult Of(HttpContext http, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return OfRequest(bad);
            case DuplicateNameException:
                return new(409, "duplicate_name", "Choose another name: this one is taken.", [new FieldError("name", "duplicate_name", "This name is taken.")]);
            case OnceException { Refusal: OnceRefusal.InFlight }:
                return Problems.Conflict("idempotency_key_in_flight", "The first request with this Idempotency-Key is still being handled: try again shortly.");
            case OnceException:
                return new(422, "idempotency_key_reused", "Take a new Idempotency-Key: another request was made with this one.");
            case PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } e when e.ConstraintName?.EndsWith("_tenant_id_fkey", StringComparison.Ordinal) == true:
                return UnknownTenant();
            case NpgsqlException { IsTransient: true }:
                LogUnavailable(logger, "database", exception);
                return Away(http, "database_unavailable", "The database does not answer at the moment: try again shortly.");
            case ReportException { IsTransient: true }:
                LogUnavailable(logger, "artifact store", exception);
                return Away(http, "artifact_store_unavailable", "The store of artifacts does not answer at the moment: try again shortly.");
            case DaprException or RpcException:
                LogUnavailable(logger, "sidecar", exception);
                return Away(http, "sidecar_unavailable", "A service this depends on does not answer at the moment: try again shortly.");
            default:
                LogUnhandled(logger, http.Request.Method, http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName, exception);
                return new(500, "internal_error", "Something went wrong on our side; it is logged under the trace id.");
        }
    }

    /// <summary>The token's tenant is not one of ours.</summary>
    public static ProblemResult UnknownTenant() =>
        new(403, "tenant_unknown", "The tenant in the access token is not known here: sign in with another account.");

    private static ProblemResult OfRequest(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(413, "body_too_large", "Send a body of at most 1 MiB."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new(415, "unsupported_media_type", "Send the body as application/json, or as the type that /openapi/v1.json names."),
        { InnerException: JsonException json } => OfJson(json),
        { StatusCode: StatusCodes.Status400BadRequest } => OfParameter(UnboundParameter().Match(bad.Message)),
        _ => new(bad.StatusCode, "request_failed", "The request was refused."),
    };

    private static ProblemResult OfParameter(Match name) => name.Success
        ? Problems.InvalidQuery(
            JsonNamingPolicy.CamelCase.ConvertName(name.Groups[1].Value), "invalid_query_value", "Correct the parameter that is named in errors, or leave it out.")
        : new(400, "bad_request", "The request cannot be read: check its parameters and its body.");

    private static ProblemResult OfJson(JsonException json)
    {
        // The reader's own exception is the inner one when the text is no JSON or nested too deep.
        if (json.InnerException is JsonException || json.Path is null)
            return new(400, "malformed_json", "The body is not JSON, or nested deeper than 64 levels.");

        var field = json.Path.TrimStart('$', '.');
        return json.Message.Contains("could not be mapped", StringComparison.Ordinal)
            ? new(400, "unknown_field", "Leave out the field that is named in errors: it is not known.", [new(field, "unknown_field", "This field is not known.")])
            : new(400, "invalid_json_value", "Correct the field that is named in errors.", [new(field, "invalid_json_value", "This is not a value of the field's type.")]);
    }

    private static ProblemResult Away(HttpContext http, string code, string detail)
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problems.Unavailable(code, detail);
    }

    // As the framework words it; its exception does not carry the name otherwise.
    [GeneratedRegex("^Failed to bind parameter \"[^\"]* ([A-Za-z]+)\" from ")]
    private static partial Regex UnboundParameter();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private static partial void LogUnhandled(ILogger logger, string method, string? endpoint, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Dependency} does not answer")]
    private static partial void LogUnavailable(ILogger logger, string dependency, Exception exception);
}
