using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Codes of number formats (ECMA-376 Part 1, 18.8.31). Point and comma in them stand for those of the reader's own language;
/// dates are shown as ISO 8601 has them, so that everybody reads the same.
/// </summary>
internal static class NumberFormats
{
    /// <summary>Keeps text what it is, even when a person edits the cell: no formula, no number, no date comes of it.</summary>
    public const string Text = "@";
    public const string Date = "yyyy-mm-dd";
    public const string DateTime = "yyyy-mm-dd hh:mm:ss";
    public const string Time = "hh:mm:ss";
    public const string Duration = "[h]:mm:ss";

    /// <summary>For programs that else show 1 and 0; Excel has its own words.</summary>
    public const string Boolean = "\"TRUE\";\"TRUE\";\"FALSE\"";

    private const int MaxDecimals = 10;
    private const int CurrencyDecimals = 2;

    /// <summary>The code for a number; null is the general format.</summary>
    /// <param name="format">How the column is shown.</param>
    /// <param name="scale">Decimals the value has; null when it does not say.</param>
    public static string? ForNumber(ColumnFormat format, int? scale)
    {
        var fraction = Fraction(DecimalsShown(format, scale));
        return format.Style switch
        {
            ColumnStyle.Percent => $"0{fraction}%",
            ColumnStyle.Currency => ForCurrency(format.Currency, $"#,##0{fraction}"),
            ColumnStyle.Number => $"#,##0{fraction}",
            // A whole number may be a key or a year: its digits are grouped only when that is asked for.
            _ when format.Decimals is null && scale is null or 0 => null,
            _ => $"#,##0{fraction}",
        };
    }

    /// <summary>Decimals of a value of which people see no more; null: the format does not say.</summary>
    public static int? DecimalsOfValue(ColumnFormat format) => format.Style switch
    {
        ColumnStyle.Percent => format.Decimals + 2,
        ColumnStyle.Currency => format.Decimals ?? CurrencyDecimals,
        _ => format.Decimals,
    };

    /// <summary>The code for a date or a time.</summary>
    public static string ForTime(ColumnStyle style, ColumnType type) => (type, style) switch
    {
        (ColumnType.Time, _) => Time,
        (ColumnType.Interval, _) => Duration,
        (_, ColumnStyle.Date) or (ColumnType.Date, not ColumnStyle.DateTime) => Date,
        (_, ColumnStyle.Time) => Time,
        _ => DateTime,
    };

    private static int? DecimalsShown(ColumnFormat format, int? scale) => format switch
    {
        { Decimals: { } decimals } => decimals,
        { Style: ColumnStyle.Currency } => CurrencyDecimals,
        { Style: ColumnStyle.Percent } => scale is null ? null : Math.Max(scale.Value - 2, 0),
        _ => scale,
    };

    private static string Fraction(int? decimals) => decimals switch
    {
        0 => "",
        null or > MaxDecimals => ".0" + new string('#', MaxDecimals - 1),
        _ => "." + new string('0', decimals.Value),
    };

    private static string ForCurrency(string? code, string number)
    {
        // The marks by which Excel itself knows these currencies.
        var symbol = code switch
        {
            "USD" => "[$$-409]",
            "GBP" => "[$£-809]",
            "JPY" => "[$¥-411]",
            "EUR" => "[$€-2] ",
            { Length: 3 } when code.All(char.IsAsciiLetter) => $"[${code}] ",
            _ => "",
        };
        return symbol.Length == 0 ? number : $"{symbol}{number};-{symbol}{number}";
    }
}
