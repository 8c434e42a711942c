using Cronos;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>A cron expression, evaluated by Cronos as if the local time were UTC.</summary>
internal sealed class CronRecurrence(CronExpression expression, bool keepsRhythm) : ILocalRecurrence
{
    public const int MaxLength = 200;

    /// <summary>True when the expression leaves the hour open (<c>*</c>, a range or a step).</summary>
    public bool KeepsRhythm => keepsRhythm;

    public LocalFire? Next(DateTime from, bool inclusive) =>
        expression.GetNextOccurrence(from, inclusive) is { } found ? new LocalFire(found, null) : null;

    public static CronRecurrence? TryParse(string cron, string field, ICollection<FieldError> errors)
    {
        if (cron.Length > MaxLength)
        {
            errors.Add(new FieldError(field, "invalid_cron", $"Use at most {MaxLength} characters; several entries can be combined."));
            return null;
        }

        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var isMacro = fields.Length == 1 && fields[0].StartsWith('@');
        // Cronos takes @every_second in either format; as a macro among five fields it is a mistake more often than a wish.
        if (isMacro && fields[0].Contains("second", StringComparison.OrdinalIgnoreCase)) isMacro = false;
        if (!isMacro && fields.Length is not (5 or 6))
        {
            errors.Add(new FieldError(
                field, "invalid_cron", "Write five fields (minute hour day month weekday), six with seconds first, or a macro such as @daily."));
            return null;
        }

        try
        {
            var expression = CronExpression.Parse(cron, fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
            return new CronRecurrence(expression, isMacro ? IsSubDaily(fields[0]) : fields[^4].AsSpan().IndexOfAny('*', '-', '/') >= 0);
        }
        catch (CronFormatException e)
        {
            errors.Add(new FieldError(field, "invalid_cron", $"This is not a cron expression: {e.Message}"));
            return null;
        }
    }

    private static bool IsSubDaily(string macro) =>
        macro.Contains("hour", StringComparison.OrdinalIgnoreCase) || macro.Contains("minute", StringComparison.OrdinalIgnoreCase);
}
