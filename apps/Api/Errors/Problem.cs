using ReportScheduler.Domain;

namespace ReportScheduler.Api.Errors;

/// <summary>What went wrong (RFC 9457).</summary>
/// <param name="Type">Always <c>about:blank</c>: the code tells the problems apart.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What to do about it, in a sentence.</param>
/// <param name="Code">Stable code in snake_case.</param>
/// <param name="Errors">What is wrong with fields of the request; empty when it is about something else.</param>
/// <param name="TraceId">Names the request in logs and traces.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, string Code, IReadOnlyList<FieldError> Errors, string TraceId);
