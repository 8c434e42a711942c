using System.Data.Common;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.Ado;

/// <summary>Rows of a query that runs on a server.</summary>
/// <param name="reader">The query's reader.</param>
/// <param name="columns">Its columns.</param>
/// <param name="translate">Turns an error of the server or the connection into one for the tenant; null for a defect of ours.</param>
/// <param name="end">Ends the query, if it still runs, and its connection.</param>
internal sealed class AdoRowReader(
    DbDataReader reader, IReadOnlyList<AdoColumn> columns, Func<Exception, ReportException?> translate, Func<bool, ValueTask> end) : RowReader
{
    private bool _atEnd;

    public override IReadOnlyList<RowColumn> Columns { get; } = AdoColumn.ToRowColumns(columns);

    public override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        try
        {
            while (!_atEnd && !batch.IsFull)
            {
                if (await reader.ReadAsync(cancellationToken)) AdoColumn.AddRow(reader, columns, batch);
                else _atEnd = true;
            }
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && translate(exception) is not null)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (Exception exception) when (translate(exception) is { } error)
        {
            throw error;
        }

        return batch.RowCount > 0;
    }

    public override ValueTask DisposeAsync() => end(_atEnd);
}
