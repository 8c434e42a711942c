using System.Text;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Previews;

/// <summary>The first rows of a query as texts.</summary>
/// <param name="Rows">Cells in the order of the columns, as <see cref="CellText"/> writes them; null for null.</param>
/// <param name="Truncated">There are more rows, or texts were cut.</param>
public sealed record PreviewedRows(IReadOnlyList<RowColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, bool Truncated);

/// <summary>Reads the first rows of queries, for people to look at. What it holds is bounded: rows, their cells and all together.</summary>
public sealed class QueryPreview(SourceDrivers drivers)
{
    private const int MaxCellLength = 1_000;
    private const int MaxLength = 1024 * 1024;

    /// <exception cref="ReportException">The source cannot be used or refuses the query; the code tells why.</exception>
    public async Task<PreviewedRows> ReadAsync(SourceSettings settings, SourceQuery query, int maxRows, CancellationToken cancellationToken)
    {
        await using var reader = await drivers.Of(settings.Kind).ExecuteAsync(settings, query, cancellationToken);
        var rows = new List<IReadOnlyList<string?>>();
        var (isCut, length) = (false, 0);
        var batch = new RowBatch(reader.Columns.Count);
        while (await reader.ReadAsync(batch, cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (rows.Count == maxRows || length >= MaxLength) return new PreviewedRows(reader.Columns, rows, Truncated: true);
                var cells = new string?[batch.ColumnCount];
                for (var column = 0; column < cells.Length; column++)
                {
                    if (!batch.TryGetCell(row, column, out var cell)) continue;
                    cells[column] = TextOf(reader.Columns[column].Type, cell, ref isCut);
                    length += cells[column]!.Length;
                }

                rows.Add(cells);
            }
        }

        return new PreviewedRows(reader.Columns, rows, isCut);
    }

    private static string TextOf(ColumnType type, ReadOnlySpan<byte> cell, ref bool isCut)
    {
        // No more of a long one than can be shown: a character has up to four bytes.
        var isLong = cell.Length > 4 * MaxCellLength && type is (ColumnType.Text or ColumnType.Json or ColumnType.Binary);
        var text = isLong && type != ColumnType.Binary
            ? Encoding.UTF8.GetString(cell[..(4 * MaxCellLength)])
            : CellText.ToString(type, isLong ? cell[..MaxCellLength] : cell);
        if (text.Length <= MaxCellLength && !isLong) return text;

        isCut = true;
        var end = Math.Min(text.Length, MaxCellLength);
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
