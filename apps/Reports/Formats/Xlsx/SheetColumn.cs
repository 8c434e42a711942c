using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>A column of a sheet.</summary>
/// <param name="Index">Its place in the result.</param>
/// <param name="Label">Its heading.</param>
/// <param name="Type">What its cells hold.</param>
/// <param name="Format">How it is shown.</param>
/// <param name="Cells">Writes its cells.</param>
internal sealed record SheetColumn(int Index, string Label, ColumnType Type, ColumnFormat Format, CellWriter Cells)
{
    // Scales up to 10 have a format of their own; the last one is for all above.
    private const int Scales = 12;

    /// <summary>The columns of a section that are not hidden.</summary>
    public static SheetColumn[] Create(SectionHead section, XlsxStyles styles, LocalClock clock) =>
    [
        .. section.Columns
            .Select((column, i) => (Index: i, Column: column, Format: section.Formats[i]))
            .Where(column => !column.Format.Hidden)
            .Select(column => new SheetColumn(
                column.Index, column.Format.Label ?? column.Column.Name, column.Column.Type, column.Format,
                CreateCells(column.Column.Type, column.Format, styles, clock))),
    ];

    private static CellWriter CreateCells(ColumnType type, ColumnFormat format, XlsxStyles styles, LocalClock clock)
    {
        var text = new TextCells(type, styles.GetIndex(NumberFormats.Text), clock);
        if (format.Style == ColumnStyle.Text) return text;
        return type switch
        {
            ColumnType.Boolean => new BooleanCells(styles.GetIndex(NumberFormats.Boolean)),
            ColumnType.Integer => new IntegerCells(styles.GetIndex(NumberFormats.ForNumber(format, 0)), text),
            ColumnType.Float => new FloatCells(
                styles.GetIndex(NumberFormats.ForNumber(format, 0)), styles.GetIndex(NumberFormats.ForNumber(format, null)), text),
            ColumnType.Decimal => new DecimalCells(
                Enumerable.Range(0, Scales).Select(scale => styles.GetIndex(NumberFormats.ForNumber(format, scale))),
                NumberFormats.DecimalsOfValue(format), text),
            ColumnType.Date or ColumnType.Time or ColumnType.Timestamp or ColumnType.Instant or ColumnType.Interval =>
                new TimeCells(type, styles.GetIndex(NumberFormats.ForTime(format.Style, type)), clock, text),
            _ => text,
        };
    }
}
