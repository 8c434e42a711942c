using System.Globalization;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>Cells from texts.</summary>
internal static class Cells
{
    /// <summary>Adds a cell; null for null.</summary>
    public static void Add(RowBatch batch, ColumnType type, string? text)
    {
        switch (type)
        {
            case var _ when text is null: batch.AddNull(); break;
            case ColumnType.Boolean: batch.AddBoolean(bool.Parse(text)); break;
            case ColumnType.Integer: batch.AddInt64(long.Parse(text, CultureInfo.InvariantCulture)); break;
            case ColumnType.Float: batch.AddDouble(double.Parse(text, CultureInfo.InvariantCulture)); break;
            case ColumnType.Decimal: NumericCell.Add(batch, text); break;
            case ColumnType.Date: batch.AddInt32(CellValue.DateCell(DateOnly.Parse(text, CultureInfo.InvariantCulture))); break;
            case ColumnType.Timestamp or ColumnType.Instant:
                batch.AddInt64(CellValue.TimestampCell(DateTime.Parse(text, CultureInfo.InvariantCulture)));
                break;
            case ColumnType.Uuid: batch.AddUuid(Guid.Parse(text)); break;
            case ColumnType.Binary: batch.Add(Convert.FromHexString(text)); break;
            case ColumnType.Text or ColumnType.Json: batch.AddText(text); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, null);
        }
    }
}
