using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>Widths of columns in characters: as asked for, else so that the heading and the first rows fit.</summary>
internal static class ColumnWidths
{
    private const int MaxRows = 100;
    private const int MaxFromContent = 60;

    // The borders of the cell, and in the header row the button of the filter.
    private const int Padding = 2;
    private const int FilterButton = 3;

    // Numbers and dates too wide for their column are shown as hashes: room for those that come after the first rows.
    private const int MinOfNumber = 12;
    private const int MinOfTime = 20;
    private const int MinOfOthers = 8;

    /// <summary>Width of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="sample">The first rows; null when there are none.</param>
    public static int Measure(SheetColumn column, RowBatch? sample)
    {
        if (column.Format.Width is { } width) return width;
        var longest = Math.Max(Shown(Encoding.UTF8.GetBytes(column.Label)) + FilterButton, Least(column.Type));
        for (var row = 0; row < Math.Min(sample?.RowCount ?? 0, MaxRows); row++)
        {
            if (sample!.TryGetCell(row, column.Index, out var cell)) longest = Math.Max(longest, Shown(column, cell));
        }

        return Math.Min(longest + Padding, MaxFromContent);
    }

    private static int Least(ColumnType type) => type switch
    {
        ColumnType.Integer or ColumnType.Float or ColumnType.Decimal or ColumnType.Date => MinOfNumber,
        ColumnType.Timestamp or ColumnType.Instant => MinOfTime,
        _ => MinOfOthers,
    };

    private static int Shown(SheetColumn column, ReadOnlySpan<byte> cell)
    {
        switch (column.Type)
        {
            case ColumnType.Text or ColumnType.Json: return Shown(cell);
            case ColumnType.Timestamp or ColumnType.Instant or ColumnType.Binary: return Math.Min(2 * cell.Length, MinOfTime);
        }

        // Separators of groups, and decimals and the currency's mark where the format adds them.
        var length = CellText.ToString(column.Type, cell).Length;
        return column.Type is ColumnType.Integer or ColumnType.Decimal
            ? length + (length / 4) + (column.Format.Decimals ?? 0) + (column.Format.Style == ColumnStyle.Currency ? 6 : 0)
            : length;
    }

    /// <summary>Characters of the first line; those of East Asia are two wide.</summary>
    private static int Shown(ReadOnlySpan<byte> text)
    {
        var width = 0;
        while (width < MaxFromContent && Rune.DecodeFromUtf8(text, out var rune, out var length) == System.Buffers.OperationStatus.Done)
        {
            if (rune.Value == '\n') break;
            width += rune.Value is >= 0x1100 and < 0x1160 or >= 0x2E80 and < 0xD7A4 or >= 0xF900 and < 0xFB00 or >= 0xFF00 and < 0xFF61 or >= 0x1F300 ? 2 : 1;
            text = text[length..];
        }

        return width;
    }
}
