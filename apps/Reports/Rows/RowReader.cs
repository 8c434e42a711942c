namespace ReportScheduler.Reports.Rows;

/// <summary>The rows of a running query, read forward once. Disposing ends the query on the server, at any time.</summary>
public abstract class RowReader : IAsyncDisposable
{
    /// <summary>The columns, in the order of the cells.</summary>
    public abstract IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Empties a batch and fills it with the rows that come next, until it is full or no further row is there.</summary>
    /// <returns>False when the query has no more rows; the batch is empty then.</returns>
    /// <exception cref="ReportException">
    /// The query failed, timed out, its connection was lost, or a row is larger than <see cref="RowBatch.MaxRowBytes"/>.
    /// </exception>
    public abstract ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
