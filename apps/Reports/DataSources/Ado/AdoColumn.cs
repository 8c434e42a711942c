using System.Data.Common;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.Ado;

/// <summary>Copies a cell that is not null from the reader's current row.</summary>
internal delegate void AddCell(DbDataReader reader, int column, RowBatch batch);

/// <summary>A column of a reader of ADO.NET, and how its cells are taken over; decided once for all rows.</summary>
internal sealed record AdoColumn(string Name, ColumnType Type, AddCell Add)
{
    public static RowColumn[] ToRowColumns(IReadOnlyList<AdoColumn> columns) =>
        [.. columns.Select(column => new RowColumn(column.Name, column.Type))];

    /// <summary>Copies the reader's current row.</summary>
    public static void AddRow(DbDataReader reader, IReadOnlyList<AdoColumn> columns, RowBatch batch)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (reader.IsDBNull(i)) batch.AddNull();
            else columns[i].Add(reader, i, batch);
        }
    }
}
