using NodaTime;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Documents;

/// <summary>
/// Shows the cells of one column to people: numbers and times as their locale writes them, instants in the report's zone, null as
/// nothing. Integers without a style are not grouped, since they may be years or keys. Seconds are shown when there are any. What a
/// style can't show (a text as a number, say) is shown by its type.
/// </summary>
/// <param name="type">What the column holds.</param>
/// <param name="format">How it is shown.</param>
/// <param name="locale">Conventions.</param>
/// <param name="zone">Zone of instants.</param>
public sealed class CellDisplay(ColumnType type, ColumnFormat format, ReportLocale locale, DateTimeZone zone)
{
    /// <summary>True if the digits of the column stand below each other: its cells are aligned to the right in every locale.</summary>
    public bool IsNumeric { get; } = IsNumber(type)
        && format.Style is ColumnStyle.Auto or ColumnStyle.Number or ColumnStyle.Percent or ColumnStyle.Currency;

    /// <summary>The text of a cell that is not null.</summary>
    public string Show(ReadOnlySpan<byte> cell) => format.Style == ColumnStyle.Text ? CellText.ToString(type, cell) : type switch
    {
        ColumnType.Boolean => cell[0] != 0 ? locale.Words.Yes : locale.Words.No,
        ColumnType.Integer or ColumnType.Float or ColumnType.Decimal => ShowNumber(cell),
        ColumnType.Date when CellValue.TryDate(cell, out var date) => Show(date.ToDateTime(default), ColumnStyle.Date),
        ColumnType.Time => Show(new DateTime(CellValue.Microseconds(cell) % 86_400_000_000 * TimeSpan.TicksPerMicrosecond), ColumnStyle.Time),
        ColumnType.Timestamp when CellValue.TryDateTime(cell, out var time) => Show(time, format.Style),
        ColumnType.Instant when CellValue.TryDateTime(cell, out var time) => Show(Local(time), format.Style),
        _ => CellText.ToString(type, cell),
    };

    private static bool IsNumber(ColumnType type) => type is ColumnType.Integer or ColumnType.Float or ColumnType.Decimal;

    private string ShowNumber(ReadOnlySpan<byte> cell)
    {
        var text = CellText.ToString(type, cell);
        if (!DigitText.TryParse(text, out var number)) return text;
        switch (format.Style)
        {
            case ColumnStyle.Percent:
                number = number.Shift(2);
                return locale.Percent.Replace("n", Write(number.Round(format.Decimals ?? Math.Max(number.Scale, 0)), true), StringComparison.Ordinal);
            case ColumnStyle.Currency:
                return WithCurrency(Write(number.Round(format.Decimals ?? 2), true));
            default:
                var grouped = format.Style == ColumnStyle.Number || type != ColumnType.Integer;
                return Write(format.Decimals is { } decimals ? number.Round(decimals) : number, grouped);
        }
    }

    private string Write(DigitText number, bool grouped) => number.Write(locale.Decimal, grouped ? locale.Group : null);

    private string WithCurrency(string number)
    {
        if (format.Currency is not { } code) return number;
        var symbol = CurrencySymbols.Of(code, locale.Name);
        var pattern = locale.Currency;
        if (pattern.StartsWith("¤n", StringComparison.Ordinal) && char.IsAsciiLetter(symbol[^1])) pattern = "¤\u00a0n";
        var isNegative = number.StartsWith('-');
        var amount = pattern.Replace("n", isNegative ? number[1..] : number, StringComparison.Ordinal).Replace("¤", symbol, StringComparison.Ordinal);
        return isNegative ? "-" + amount : amount;
    }

    private DateTime Local(DateTime utc) =>
        Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).InZone(zone).LocalDateTime.ToDateTimeUnspecified();

    private string Show(DateTime time, ColumnStyle style) => DocumentTime.Show(time, style, locale);
}
