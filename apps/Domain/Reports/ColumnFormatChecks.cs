using System.Text.RegularExpressions;

namespace ReportScheduler.Domain.Reports;

/// <summary>Checks how the columns of a query are to be shown. Which columns there are, only its result tells.</summary>
internal static partial class ColumnFormatChecks
{
    private const int MaxColumns = 1_000;
    private const int MaxNameLength = 200;
    private const int MaxTitleLength = 1_000;
    private const int MaxValues = 8;

    /// <param name="owner">Path of what has the columns and the chart.</param>
    public static void Check(string owner, IReadOnlyList<ColumnFormat> columns, ReportChart? chart, ICollection<FieldError> errors)
    {
        if (columns.Count > MaxColumns) errors.Add(new($"{owner}.columns", "too_many", $"Format at most {MaxColumns} columns."));
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(columns.Count, MaxColumns); i++)
        {
            var field = $"{owner}.columns[{i}]";
            if (columns[i] is not { } column)
            {
                errors.Add(new(field, "missing", "Give a value: the field is required."));
                continue;
            }

            CheckName($"{field}.column", column.Column, errors);
            if (column.Column is { Length: > 0 } name && !names.Add(name))
                errors.Add(new($"{field}.column", "duplicate_column", "Format each column once."));
            CheckFormat(field, column, errors);
        }

        if (chart is not null) CheckChart($"{owner}.chart", chart, errors);
    }

    private static void CheckFormat(string field, ColumnFormat column, ICollection<FieldError> errors)
    {
        errors.CheckTextOf($"{field}.label", column.Label, MaxNameLength, isLine: true);
        if (column.Decimals is < 0 or > 10) errors.Add(new($"{field}.decimals", "out_of_range", "Give a number of decimals from 0 to 10."));
        if (column.Width is < 1 or > 255) errors.Add(new($"{field}.width", "out_of_range", "Give a width from 1 to 255 characters."));
        if (column.Style == ColumnStyle.Currency)
        {
            if (column.Currency is null || !CurrencyCode().IsMatch(column.Currency))
                errors.Add(new($"{field}.currency", "invalid_currency", "Give a currency by its three capital letters, as in EUR."));
        }
        else if (column.Currency is not null)
        {
            errors.Add(new($"{field}.currency", "not_of_style", "Leave it out, or choose the style currency."));
        }
    }

    private static void CheckChart(string field, ReportChart chart, ICollection<FieldError> errors)
    {
        CheckName($"{field}.category", chart.Category, errors);
        errors.CheckTextOf($"{field}.title", chart.Title, MaxTitleLength, isLine: true);
        var most = chart.Kind == ChartKind.Pie ? 1 : MaxValues;
        if (chart.Values is null or { Count: 0 } || chart.Values.Count > most)
        {
            errors.Add(new($"{field}.values", "value_count", most == 1 ? "Name one column: a pie has one series." : $"Name 1 to {most} columns."));
            return;
        }

        for (var i = 0; i < chart.Values.Count; i++)
        {
            CheckName($"{field}.values[{i}]", chart.Values[i], errors);
            if (chart.Values.Take(i).Contains(chart.Values[i])) errors.Add(new($"{field}.values[{i}]", "duplicate_column", "Name each column once."));
        }
    }

    private static void CheckName(string field, string? column, ICollection<FieldError> errors)
    {
        if (string.IsNullOrEmpty(column)) errors.Add(new(field, "missing", "Name a column of the query's result."));
        errors.CheckTextOf(field, column, MaxNameLength, isLine: true);
    }

    [GeneratedRegex(@"^[A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CurrencyCode();
}
