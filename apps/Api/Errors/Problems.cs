using ReportScheduler.Domain;
using ReportScheduler.Domain.Messages;

namespace ReportScheduler.Api.Errors;

/// <summary>The problems that handlers answer with.</summary>
internal static class Problems
{
    /// <summary>The same whether it does not exist, was deleted, or belongs to another tenant.</summary>
    public static ProblemResult NotFound() =>
        new(StatusCodes.Status404NotFound, "not_found", "There is no such object; it may have been deleted.");

    public static ProblemResult Unauthenticated() => new(
        StatusCodes.Status401Unauthorized, "unauthenticated", "Send a valid access token in the header Authorization, as Bearer.");

    public static ProblemResult TokenExpired() =>
        new(StatusCodes.Status401Unauthorized, "token_expired", "The access token has expired: get a new one.");

    public static ProblemResult Invalid(IReadOnlyList<FieldError> errors) => new(
        StatusCodes.Status422UnprocessableEntity, "invalid_fields", "Correct the fields that are named in errors.", errors);

    public static ProblemResult Invalid(string field, string code, string message) => Invalid([new FieldError(field, code, message)]);

    public static ProblemResult InvalidQuery(string field, string code, string message) => new(
        StatusCodes.Status400BadRequest, code, message, [new FieldError(field, code, message)]);

    public static ProblemResult Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    public static ProblemResult InUse(string detail) => Conflict("in_use", detail);

    public static ProblemResult VersionMismatch() => new(
        StatusCodes.Status412PreconditionFailed, "version_mismatch",
        "It was changed in the meantime. Read it again, make the change to what is there now, and send its new ETag in If-Match.");

    public static ProblemResult IfMatchMissing() => new(
        StatusCodes.Status428PreconditionRequired, "if_match_required", "Send the ETag of what you have read in the header If-Match.");

    /// <summary>What a tenant's data source answered; the code tells why.</summary>
    public static ProblemResult OfSource(SourceError error) => new(StatusCodes.Status422UnprocessableEntity, error.Code, error.Message);

    public static ProblemResult UnknownDataSource() =>
        Invalid("dataSourceId", "unknown_data_source", "Name a data source of yours: there is none with this id.");

    public static ProblemResult WorkerUnavailable() => Unavailable("worker_unavailable", "No worker answers at the moment: try again shortly.");

    public static ProblemResult Unavailable(string code, string detail) => new(StatusCodes.Status503ServiceUnavailable, code, detail);
}
