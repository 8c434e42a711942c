namespace ReportScheduler.Domain.Reports;

/// <summary>Checks what a report's files are to look like.</summary>
public static class ReportOutputChecks
{
    private const int MaxTitleLength = 1_000;
    private const int MaxIntroductionLength = 10_000;
    private const int MaxSections = 20;
    private const int MaxSectionNameLength = 100;
    private const int MaxSqlLength = 100_000;
    private const int MaxNullTextLength = 100;
    private const int MaxRetentionDays = 3650;

    /// <summary>Adds an error for everything that cannot be used, with paths such as <c>output.sections[0].name</c>.</summary>
    public static void Check(ReportOutput output, ICollection<FieldError> errors)
    {
        CheckFormats(output, errors);
        errors.CheckTextOf("output.title", output.Title, MaxTitleLength, isLine: true);
        errors.CheckTextOf("output.introduction", output.Introduction, MaxIntroductionLength, isLine: false);
        if (ReportLocale.Find(output.Locale) is null)
            errors.Add(new("output.locale", "unknown_locale", $"Name one of these locales: {string.Join(", ", ReportLocale.Names)}."));
        if (output.RetentionDays is < 1 or > MaxRetentionDays)
            errors.Add(new("output.retentionDays", "out_of_range", $"Give 1 to {MaxRetentionDays} days, or null for the tenant's retention."));
        if (output.SectionName is not null)
            CheckSectionName("output.sectionName", output.SectionName, [], errors);
        ColumnFormatChecks.Check("output", output.Columns, output.Chart, errors);
        CheckSections(output, errors);
        CheckCsv(output.Csv, errors);
    }

    /// <summary>One statement as a tenant writes it; whether it can be run, its data source will tell.</summary>
    public static void CheckSql(this ICollection<FieldError> errors, string field, string? sql)
    {
        if (string.IsNullOrWhiteSpace(sql)) errors.Add(new(field, "missing", "Give a value: the field is required."));
        else errors.CheckTextOf(field, sql, MaxSqlLength, isLine: false);
    }

    internal static void CheckTextOf(this ICollection<FieldError> errors, string field, string? text, int maxLength, bool isLine)
    {
        if (text is null) return;
        if (text.Length > maxLength) errors.Add(new(field, "too_long", $"Use at most {maxLength} characters."));
        if (isLine && text.Any(char.IsControl)) errors.Add(new(field, "invalid_text", "Write it in one line, without control characters."));
        else if (text.Contains('\0')) errors.Add(new(field, "invalid_text", "Leave out the character U+0000."));
    }

    private static void CheckFormats(ReportOutput output, ICollection<FieldError> errors)
    {
        var formats = output.Formats;
        if (formats.Count == 0) errors.Add(new("output.formats", "missing", "Name at least one format."));
        for (var i = 0; i < formats.Count; i++)
        {
            if (formats.Take(i).Contains(formats[i]))
                errors.Add(new($"output.formats[{i}]", "duplicate_format", "Name each format once."));
            if (formats[i] == ReportFormat.Png && output.Chart is null && output.Sections.All(section => section?.Chart is null))
                errors.Add(new($"output.formats[{i}]", "chart_missing", "Give the report a chart, or leave out png."));
        }
    }

    private static void CheckSections(ReportOutput output, ICollection<FieldError> errors)
    {
        if (output.Sections.Count > MaxSections)
        {
            errors.Add(new("output.sections", "too_many", $"Use at most {MaxSections} further sections."));
            return;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (output.SectionName is { } own) names.Add(own.Trim());
        for (var i = 0; i < output.Sections.Count; i++)
        {
            var field = $"output.sections[{i}]";
            if (output.Sections[i] is not { } section)
            {
                errors.Add(new(field, "missing", "Give a value: the field is required."));
                continue;
            }

            CheckSectionName($"{field}.name", section.Name, names, errors);
            errors.CheckSql($"{field}.sql", section.Sql);
            ColumnFormatChecks.Check(field, section.Columns, section.Chart, errors);
        }
    }

    private static void CheckSectionName(string field, string? name, HashSet<string> others, ICollection<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(name)) errors.Add(new(field, "missing", "Give a name of 1 to 100 characters."));
        else if (!others.Add(name.Trim())) errors.Add(new(field, "duplicate_name", "Give each section a name of its own."));
        errors.CheckTextOf(field, name, MaxSectionNameLength, isLine: true);
    }

    private static void CheckCsv(CsvDialect csv, ICollection<FieldError> errors)
    {
        if (csv.Delimiter is not ("," or ";" or "|" or "\t"))
            errors.Add(new("output.csv.delimiter", "invalid_delimiter", "Use a comma, a semicolon, a vertical bar or a tab."));
        if (csv.NullText is null) errors.Add(new("output.csv.nullText", "missing", "Give a text; an empty one is the default."));
        errors.CheckTextOf("output.csv.nullText", csv.NullText, MaxNullTextLength, isLine: true);
    }
}
