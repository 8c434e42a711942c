using System.Data.Common;
using ReportScheduler.Reports.DataSources.Ado;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>Rows of a query that runs in this process, on a thread of the pool.</summary>
/// <param name="translate">Turns an error of the library into one for the tenant; null for a defect of ours.</param>
/// <param name="end">Ends the query and deletes its files.</param>
internal sealed class EmbeddedRowReader(
    DbDataReader reader, IReadOnlyList<AdoColumn> columns, Interruption interruption, Func<Exception, ReportException?> translate,
    Func<ValueTask> end) : RowReader
{
    private bool _atEnd;

    public override IReadOnlyList<RowColumn> Columns { get; } = AdoColumn.ToRowColumns(columns);

    public override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await interruption.RunAsync(() => Read(batch, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (translate(exception) is { } error)
        {
            throw error;
        }
    }

    public override ValueTask DisposeAsync() => end();

    private bool Read(RowBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        while (!_atEnd && !batch.IsFull)
        {
            interruption.ThrowIfOver(cancellationToken);
            if (reader.Read()) AdoColumn.AddRow(reader, columns, batch);
            else _atEnd = true;
        }

        return batch.RowCount > 0;
    }
}
