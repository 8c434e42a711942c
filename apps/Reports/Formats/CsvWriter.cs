using System.Buffers;
using System.Text;
using ReportScheduler.Reports.DataSources;

namespace ReportScheduler.Reports.Formats;

/// <summary>
/// Writes a query's result as CSV (RFC 4180): UTF-8 without a byte order mark, a header line, lines ended by CR LF, null as
/// nothing and empty text as <c>""</c>, booleans as <c>true</c> and <c>false</c>, times as ISO 8601. Memory is bounded whatever
/// the length of a row or a cell.
/// </summary>
/// <param name="output">Takes blocks of about 64 KiB; not closed.</param>
/// <param name="csv">How to write.</param>
public sealed class CsvWriter(Stream output, CsvOptions csv)
{
    /// <summary>MIME type of the content, with its charset and the header line told (RFC 4180, section 3).</summary>
    public const string ContentType = "text/csv; charset=utf-8; header=present";

    /// <summary>A longer cell is written in parts, and quoted unseen.</summary>
    private const int MaxCellAtOnce = SourceConnector.ReadBufferSize;
    private const int FlushThreshold = 64 * 1024;

    private byte[] _buffer = [];
    private int _position;

    /// <summary>Writes the header and all rows.</summary>
    /// <param name="result">The rows; read to their end, not disposed.</param>
    /// <param name="maxRows">More rows are refused.</param>
    /// <param name="progress">Is told the number of rows so far after each block.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Number of rows, without the header.</returns>
    /// <exception cref="ReportException"><see cref="ReportErrors.RowLimitExceeded"/>, or the query's.</exception>
    public async Task<long> WriteAsync(
        QueryResult result, long maxRows, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        // Room for a full block, a row that has arrived, and a cell.
        _buffer = ArrayPool<byte>.Shared.Rent(4 * FlushThreshold);
        try
        {
            WriteHeader(result.Columns);
            var rows = 0L;
            while (await result.ReadAsync(cancellationToken))
            {
                if (++rows > maxRows)
                    throw RowLimitExceeded(maxRows);
                await WriteRowAsync(result, cancellationToken);
                if (_position < FlushThreshold) continue;
                await FlushAsync(cancellationToken);
                progress?.Report(rows);
            }

            await FlushAsync(cancellationToken);
            return rows;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void WriteHeader(IReadOnlyList<ResultColumn> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            WriteSeparator(i);
            var name = Encoding.UTF8.GetBytes(columns[i].Name);
            Reserve(CsvCells.MaxSize(name.Length));
            name.CopyTo(_buffer, _position);
            _position += CsvCells.FormatText(_buffer.AsSpan(_position), name.Length, csv.NeutraliseFormulas);
        }

        WriteLineEnd();
    }

    private async ValueTask WriteRowAsync(QueryResult result, CancellationToken cancellationToken)
    {
        if (result.RowHasArrived)
        {
            for (var i = 0; i < result.Columns.Count; i++)
                WriteArrivedCell(result, i);
        }
        else
        {
            for (var i = 0; i < result.Columns.Count; i++)
                await WriteArrivingCellAsync(result, i, cancellationToken);
        }

        WriteLineEnd();
    }

    private void WriteArrivedCell(QueryResult result, int column)
    {
        WriteSeparator(column);
        if (result.IsNull(column))
        {
            WriteNull(result);
            return;
        }

        var length = 0;
        while (true)
        {
            Reserve(CsvCells.MaxSize(length + MaxCellAtOnce));
            var read = result.ReadCell(column, length, _buffer, _position + length, MaxCellAtOnce);
            length += read;
            if (read < MaxCellAtOnce) break;
        }

        EndCell(result.Columns[column].Kind, length);
    }

    private async ValueTask WriteArrivingCellAsync(QueryResult result, int column, CancellationToken cancellationToken)
    {
        WriteSeparator(column);
        await using var cell = await result.OpenCellAsync(column, cancellationToken);
        if (cell is null)
        {
            WriteNull(result);
            return;
        }

        if (_position >= FlushThreshold) await FlushAsync(cancellationToken);
        Reserve(CsvCells.MaxSize(MaxCellAtOnce + 1));
        var length = await ReadUpToAsync(result, cell, MaxCellAtOnce + 1, cancellationToken);
        if (length <= MaxCellAtOnce)
            EndCell(result.Columns[column].Kind, length);
        else
            await WriteLongCellAsync(result, cell, result.Columns[column].Kind, length, cancellationToken);
    }

    private async ValueTask WriteLongCellAsync(
        QueryResult result, Stream cell, ColumnKind kind, int length, CancellationToken cancellationToken)
    {
        var start = _position;
        var prefix = Neutralises(kind) && CsvCells.StartsFormula(_buffer.AsSpan(start, length)) ? "\"'"u8 : "\""u8;
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + prefix.Length));
        prefix.CopyTo(_buffer.AsSpan(start));
        _position += prefix.Length;
        while (length > 0)
        {
            _position += CsvCells.DoubleQuotes(_buffer.AsSpan(_position), length);
            if (_position >= FlushThreshold) await FlushAsync(cancellationToken);
            Reserve(CsvCells.MaxSize(MaxCellAtOnce));
            length = await ReadUpToAsync(result, cell, MaxCellAtOnce, cancellationToken);
        }

        _buffer[_position++] = (byte)'"';
    }

    /// <summary>Reads until the cell ends or <paramref name="count"/> bytes lie at the position.</summary>
    private async ValueTask<int> ReadUpToAsync(QueryResult result, Stream cell, int count, CancellationToken cancellationToken)
    {
        var length = 0;
        while (length < count)
        {
            var read = await result.ReadCellAsync(cell, _buffer.AsMemory(_position + length, count - length), cancellationToken);
            if (read == 0) break;
            length += read;
        }

        return length;
    }

    private void EndCell(ColumnKind kind, int length)
    {
        var cell = _buffer.AsSpan(_position);
        _position += kind switch
        {
            ColumnKind.Boolean => CsvCells.FormatBoolean(cell),
            ColumnKind.Timestamp => CsvCells.FormatTimestamp(cell, length, utc: false),
            ColumnKind.UtcTimestamp => CsvCells.FormatTimestamp(cell, length, utc: true),
            _ => CsvCells.FormatText(cell, length, Neutralises(kind), quote: length > MaxCellAtOnce),
        };
    }

    private bool Neutralises(ColumnKind kind) => csv.NeutraliseFormulas && kind == ColumnKind.Text;

    private void WriteSeparator(int column)
    {
        if (column == 0) return;
        Reserve(1);
        _buffer[_position++] = (byte)',';
    }

    private void WriteNull(QueryResult result)
    {
        // The null of a single column would be an empty line, which readers skip.
        if (result.Columns.Count > 1) return;
        Reserve(2);
        _buffer[_position++] = (byte)'"';
        _buffer[_position++] = (byte)'"';
    }

    private void WriteLineEnd()
    {
        Reserve(2);
        _buffer[_position++] = (byte)'\r';
        _buffer[_position++] = (byte)'\n';
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _position >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(_position + count);
        _buffer.AsSpan(0, _position).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_buffer.AsMemory(0, _position), cancellationToken);
        _position = 0;
    }

    private static ReportException RowLimitExceeded(long maxRows) => new(
        ReportErrors.RowLimitExceeded, FormattableString.Invariant($"The report has more than {maxRows} rows."));
}
