using System.Buffers.Binary;
using Npgsql;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources;

/// <summary>Takes over the rows of a binary COPY as they arrive.</summary>
/// <remarks>Source: PostgreSQL's documentation of COPY, "Binary Format".</remarks>
internal sealed class PostgreSqlRowReader(
    NpgsqlRawCopyStream stream, PostgreSqlColumns columns, TimeSpan timeout, SourceConnection source, PostgreSqlCancellation cancellation)
    : RowReader
{
    // Signature, flags, and the length of an extension that no version has.
    private const int HeaderSize = 11 + sizeof(int) + sizeof(int);

    private readonly PostgreSqlCopyBuffer _buffer = new(stream, source.Connection);
    private bool _headerIsRead;
    private bool _atEnd;

    public override IReadOnlyList<RowColumn> Columns => columns.Columns;

    public override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        await using var stopping = cancellation.StopOn(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        batch.Clear();
        try
        {
            while (!_atEnd)
            {
                TakeRows(batch);
                if (batch.IsFull) break;
                _atEnd = !await _buffer.FillAsync(cancellation.Breaking);
            }

            if (_atEnd && !_buffer.Arrived.IsEmpty) throw new EndOfStreamException("The rows end within a row.");

            return batch.RowCount > 0;
        }
        catch (Exception exception) when (SourceErrors.IsFromSource(exception) || exception is OperationCanceledException)
        {
            // Whatever it was has ended the COPY, too.
            _atEnd = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw SourceErrors.WhileReading(exception, timeout);
        }
    }

    /// <summary>Ends the query on the server, if it still runs, and gives the connection back.</summary>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (!_atEnd) await EndEarlyAsync();
            await stream.DisposeAsync();
        }
        catch (Exception exception)
            when (SourceErrors.IsFromSource(exception) || exception is OperationCanceledException or ObjectDisposedException)
        {
            // The query has ended or its connection is gone: either way nothing is left to close.
        }

        await cancellation.DisposeAsync();
        await source.DisposeAsync();
    }

    private void TakeRows(RowBatch batch)
    {
        while (!batch.IsFull)
        {
            var arrived = _buffer.Arrived;
            if (!_headerIsRead)
            {
                if (arrived.Length < HeaderSize) return;
                _buffer.Take(HeaderSize);
                _headerIsRead = true;
                continue;
            }

            // After the last row a negative count of cells stands, and after that nothing.
            if (arrived.Length < sizeof(short)) return;
            if (BinaryPrimitives.ReadInt16BigEndian(arrived) < 0)
            {
                _buffer.Take(arrived.Length);
                return;
            }

            if (!batch.TryAddCopied(arrived[sizeof(short)..], out var length)) return;
            foreach (var column in columns.PrefixedJson) batch.TrimStart(column, 1);
            _buffer.Take(sizeof(short) + length);
        }
    }

    // Closing the stream reads all rows that are left.
    private async Task EndEarlyAsync()
    {
        cancellation.Stop();
        var scrap = new byte[1024];
        while (await stream.ReadAsync(scrap, cancellation.Breaking) > 0)
        {
        }
    }
}
