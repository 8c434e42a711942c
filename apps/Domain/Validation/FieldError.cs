namespace ReportScheduler.Domain;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Path of the field, camelCase, for example <c>parameters.from</c>.</param>
/// <param name="Code">Stable code in snake_case.</param>
/// <param name="Message">One sentence that tells what would be right.</param>
public sealed record FieldError(string Field, string Code, string Message);
