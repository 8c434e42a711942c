using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>Rows in memory, as a source would give them.</summary>
/// <param name="columns">The columns.</param>
/// <param name="rows">The texts of cells; see <see cref="Cells.Add"/>.</param>
internal sealed class CellTable(RowColumn[] columns, IReadOnlyList<string?[]> rows)
{
    public async Task<string> WriteAsync(CsvDialect dialect, CancellationToken cancellationToken, params ColumnFormat[] formats)
    {
        using var output = new MemoryStream();
        await using var writer = new CsvWriter(output, dialect);
        var head = new SectionHead(
            "", columns, [.. columns.Select(column => formats.FirstOrDefault(format => format.Column == column.Name) ?? new(column.Name))], null);
        await writer.BeginSectionAsync(head, cancellationToken);
        foreach (var batch in Batches())
            await writer.WriteRowsAsync(batch, cancellationToken);
        await writer.EndSectionAsync(cancellationToken);
        await writer.CompleteAsync(cancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private IEnumerable<RowBatch> Batches()
    {
        var batch = new RowBatch(columns.Length);
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
                Cells.Add(batch, columns[i].Type, row[i]);
            if (!batch.IsFull) continue;
            yield return batch;
            batch.Clear();
        }

        yield return batch;
    }
}
