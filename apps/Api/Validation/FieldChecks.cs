using System.Text;
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
        else if (HasControl(value)) errors.Add(new(field, "invalid_text", "Write it in one line, without control characters."));
    }

    /// <summary>One line, or nothing.</summary>
    public static void CheckLine(this List<FieldError> errors, string field, string? value, int maxLength)
    {
        errors.CheckText(field, value, maxLength);
        if (value is not null && HasControl(value))
            errors.Add(new(field, "invalid_text", "Write it in one line, without control characters."));
    }

    /// <summary>Any text, or nothing.</summary>
    public static void CheckText(this List<FieldError> errors, string field, string? value, int maxLength)
    {
        if (value is null) return;
        if (value.Length > maxLength) errors.Add(new(field, "too_long", $"Use at most {maxLength} characters."));
        if (value.Contains('\0')) errors.Add(new(field, "invalid_text", "Leave out the character U+0000."));
    }

    private static bool HasControl(string value) => value.EnumerateRunes().Any(Rune.IsControl);
}
