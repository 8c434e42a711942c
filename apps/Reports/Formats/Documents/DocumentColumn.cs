using NodaTime;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Documents;

/// <summary>A column that a document shows.</summary>
/// <param name="Index">Place of its cells in a row of the result.</param>
/// <param name="Label">Heading.</param>
/// <param name="Width">In characters, as asked for; null: by the content.</param>
/// <param name="Display">Shows its cells.</param>
internal sealed record DocumentColumn(int Index, string Label, int? Width, CellDisplay Display)
{
    /// <summary>The columns of a section that are not hidden.</summary>
    public static DocumentColumn[] Visible(SectionHead section, ReportLocale locale, DateTimeZone zone) =>
    [
        .. section.Columns
            .Select((column, i) => (Column: column, Format: section.Formats[i], Index: i))
            .Where(c => !c.Format.Hidden)
            .Select(c => new DocumentColumn(c.Index, c.Format.Label ?? c.Column.Name, c.Format.Width, new(c.Column.Type, c.Format, locale, zone))),
    ];

    /// <summary>The text of the column's cell; null as nothing.</summary>
    public string Show(RowBatch rows, int row) => rows.TryGetCell(row, Index, out var cell) ? Display.Show(cell) : "";
}
