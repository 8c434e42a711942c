using System.Data.Common;
using System.Runtime.CompilerServices;
using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Rows of a running query, read forward once. Every cell is the UTF-8 text that the server makes of the value, so that
/// nothing is lost in a conversion, whatever the type. Disposing ends the query on the server.
/// </summary>
public sealed class QueryResult : IAsyncDisposable
{
    private readonly DbDataReader _reader;
    private readonly NpgsqlDataReader? _npgsql;
    private readonly TimeSpan _timeout;
    private readonly IAsyncDisposable? _source;
    private bool _atEnd;

    /// <param name="reader">A reader whose cells are UTF-8 text for <see cref="DbDataReader.GetBytes"/>.</param>
    /// <param name="columns">Its columns.</param>
    public QueryResult(DbDataReader reader, IReadOnlyList<ResultColumn> columns)
        : this(reader, columns, Timeout.InfiniteTimeSpan, source: null)
    {
    }

    internal QueryResult(
        DbDataReader reader, IReadOnlyList<ResultColumn> columns, TimeSpan timeout, IAsyncDisposable? source)
    {
        _reader = reader;
        _npgsql = reader as NpgsqlDataReader;
        _timeout = timeout;
        _source = source;
        Columns = columns;
    }

    /// <summary>The columns, in the order of the cells.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>
    /// True if the whole current row has arrived, so that <see cref="ReadCell"/> and <see cref="IsNull"/> will not wait.
    /// </summary>
    internal bool RowHasArrived => _npgsql is not null && IsRowBuffered(_npgsql);

    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last one.</returns>
    /// <exception cref="ReportException">The query failed, timed out, or its connection was lost.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var hasRow = await _reader.ReadAsync(cancellationToken);
            _atEnd = !hasRow;
            return hasRow;
        }
        catch (Exception exception) when (SourceErrors.IsFromSource(exception))
        {
            throw SourceErrors.WhileReading(exception, _timeout);
        }
    }

    /// <summary>True if the cell is null. Cells are read from left to right.</summary>
    internal bool IsNull(int column) => _reader.IsDBNull(column);

    /// <summary>Copies a part of a cell of a row that has arrived.</summary>
    /// <returns>Bytes copied; less than <paramref name="count"/> at the cell's end.</returns>
    internal int ReadCell(int column, int cellOffset, byte[] buffer, int bufferOffset, int count) =>
        (int)_reader.GetBytes(column, cellOffset, buffer, bufferOffset, count);

    /// <summary>Opens a cell of any length, of a row that may still be arriving.</summary>
    /// <returns>Null if the cell is null.</returns>
    internal async ValueTask<Stream?> OpenCellAsync(int column, CancellationToken cancellationToken)
    {
        try
        {
            if (await _reader.IsDBNullAsync(column, cancellationToken)) return null;
            return _npgsql is null ? _reader.GetStream(column) : await _npgsql.GetStreamAsync(column, cancellationToken);
        }
        catch (Exception exception) when (SourceErrors.IsFromSource(exception))
        {
            throw SourceErrors.WhileReading(exception, _timeout);
        }
    }

    /// <summary>Reads on in a cell that <see cref="OpenCellAsync"/> opened.</summary>
    /// <returns>Bytes read; 0 at the cell's end.</returns>
    internal async ValueTask<int> ReadCellAsync(Stream cell, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await cell.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (SourceErrors.IsFromSource(exception))
        {
            throw SourceErrors.WhileReading(exception, _timeout);
        }
    }

    /// <summary>Ends the query on the server, if it still runs, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_atEnd && !_reader.IsClosed)
                await EndEarlyAsync();
            await _reader.DisposeAsync();
        }
        catch (Exception exception) when (SourceErrors.IsFromSource(exception))
        {
            // The query has ended or its connection is gone: either way nothing is left to close.
        }

        if (_source is not null)
            await _source.DisposeAsync();
    }

    /// <remarks>
    /// Closing an Npgsql reader reads all remaining rows. A cancelled read asks the server to stop first, and gives up the
    /// connection if it does not.
    /// </remarks>
    private async Task EndEarlyAsync()
    {
        try
        {
            while (await _reader.ReadAsync(new CancellationToken(canceled: true)))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }

    // In sequential mode a row may be longer than what has arrived. Npgsql's synchronous getters would then block the thread,
    // and its asynchronous ones cost an allocation for each cell; it knows which is needed, but has no public member for it.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_isRowBuffered")]
    private static extern ref bool IsRowBuffered(NpgsqlDataReader reader);
}
