using ReportScheduler.Domain;

namespace ReportScheduler.Api.Validation;

/// <summary>Checks that several resources share; each adds an error when the value cannot be used.</summary>
internal static class FieldChecks
{
    private const int MaxNameLength = 200;

    public static void AddMissing(this List<FieldError> errors, string field) =>
        errors.Add(new(field, "missing", "Give a value: the field is required."));

    /// <summary>One line of 1 to 200 characters, blanks around it not counted.</summary>
    public static void CheckName(this List<FieldError> errors, string field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) errors.AddMissing(field);
        else if (value.Trim().Length > MaxNameLength) errors.Add(new(field, "too_long", $"Use at most {MaxNameLength} characters."));
        else if (!IsLine(value)) errors.AddNoLine(field);
    }

    /// <summary>One line, or nothing.</summary>
    public static void CheckLine(this List<FieldError> errors, string field, string? value, int maxLength)
    {
        if (value is not null && !IsLine(value)) errors.AddNoLine(field);
        else errors.CheckText(field, value, maxLength);
    }

    /// <summary>Any text, or nothing.</summary>
    public static void CheckText(this List<FieldError> errors, string field, string? value, int maxLength)
    {
        if (value is null) return;
        if (value.Length > maxLength) errors.Add(new(field, "too_long", $"Use at most {maxLength} characters."));
        if (value.Contains('\0')) errors.Add(new(field, "invalid_text", "Leave out the character U+0000."));
    }

    private static void AddNoLine(this List<FieldError> errors, string field) =>
        errors.Add(new(field, "invalid_text", "Write it in one line, without control characters."));

    // Besides line ends, what turns the direction of the text around it, and so makes it look like another.
    private static bool IsLine(string value) =>
        !value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
