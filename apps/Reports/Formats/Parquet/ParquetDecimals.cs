using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>
/// Finds out the decimals of a column: a query's result tells them only with its values, and a file has one scale for all of them.
/// </summary>
internal static class ParquetDecimals
{
    /// <summary>The scale of a column without any value.</summary>
    private const int DefaultScale = 18;

    /// <summary>
    /// The scale for a column that begins with these cells: the one they have in common, as those of <c>numeric(p, s)</c> do; else the
    /// largest they have and half of what is left of the digits.
    /// </summary>
    /// <returns>Null if the cells need more digits than there are, or one is not finite: then they can only be texts.</returns>
    public static int? ScaleOf(RowBatch cells)
    {
        var (min, max, whole) = (int.MaxValue, -1, 0);
        for (var row = 0; row < cells.RowCount; row++)
        {
            if (!cells.TryGetCell(row, 0, out var cell)) continue;
            if (!NumericCell.IsFinite(cell)) return null;
            var scale = NumericCell.Scale(cell);
            (min, max) = (Math.Min(min, scale), Math.Max(max, scale));
            whole = Math.Max(whole, NumericCell.WholeDigits(cell));
        }

        if (max < 0) return DefaultScale;
        var left = ParquetType.DecimalPrecision - whole - max;
        return left < 0 ? null : min == max ? max : max + (left / 2);
    }
}
