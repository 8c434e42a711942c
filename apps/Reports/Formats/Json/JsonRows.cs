using System.Text;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Json;

/// <summary>Writes rows as JSON objects, each on a line of its own.</summary>
internal sealed class JsonRows
{
    /// <summary>Longer cells are written in parts, so that memory is bounded.</summary>
    private const int MaxCellAtOnce = 8 * 1024;

    private readonly JsonBuffer _buffer;
    private readonly ColumnType[] _types;
    private readonly byte[][] _members;

    /// <param name="columns">Each becomes a member of that name.</param>
    /// <param name="buffer">Takes the objects.</param>
    public JsonRows(IReadOnlyList<RowColumn> columns, JsonBuffer buffer)
    {
        _buffer = buffer;
        _types = [.. columns.Select(column => column.Type)];
        _members = [.. UniqueNames.Of(columns, StringComparer.Ordinal).Select((name, i) => Member(name, isFirst: i == 0))];
    }

    /// <summary>Writes one row.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="row">Index in the batch.</param>
    /// <param name="before">What comes before the object.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public ValueTask WriteAsync(RowBatch rows, int row, ReadOnlySpan<byte> before, CancellationToken cancellationToken)
    {
        _buffer.Write(before);
        var column = WriteCells(rows, row, 0);
        if (column < _types.Length || _buffer.IsFull) return WriteRestAsync(rows, row, column, cancellationToken);
        EndRow();
        return ValueTask.CompletedTask;
    }

    private async ValueTask WriteRestAsync(RowBatch rows, int row, int column, CancellationToken cancellationToken)
    {
        while (column < _types.Length)
        {
            if (_buffer.IsFull)
                await _buffer.FlushAsync(cancellationToken);
            else
                await WriteLongCellAsync(rows, row, column++, cancellationToken);
            column = WriteCells(rows, row, column);
        }

        EndRow();
        if (_buffer.IsFull) await _buffer.FlushAsync(cancellationToken);
    }

    private void EndRow() => _buffer.Write(_types.Length == 0 ? "{}"u8 : "}"u8);

    /// <summary>Writes cells up to the end of the row, a long cell, or until the buffer is full.</summary>
    /// <returns>The column that comes next.</returns>
    private int WriteCells(RowBatch rows, int row, int column)
    {
        for (; column < _types.Length && !_buffer.IsFull; column++)
        {
            if (!rows.TryGetCell(row, column, out var cell))
            {
                _buffer.Write(_members[column]);
                _buffer.Write("null"u8);
                continue;
            }

            if (cell.Length > MaxCellAtOnce && _types[column] is (ColumnType.Text or ColumnType.Json or ColumnType.Binary)) break;
            WriteCell(column, cell);
        }

        return column;
    }

    private void WriteCell(int column, ReadOnlySpan<byte> cell)
    {
        var type = _types[column];
        var member = _members[column];
        var isText = type == ColumnType.Text || (type == ColumnType.Json && !JsonText.IsJson(cell));
        if (isText) cell = JsonText.Repair(cell) ?? cell;
        var room = _buffer.Reserve(member.Length + 3 + (isText ? JsonText.MaxGrowth * cell.Length : CellText.MaxLength(type, cell)));
        member.CopyTo(room);
        _buffer.Advance(member.Length + (isText
            ? Quote(room[member.Length..], JsonText.Escape(cell, room[(member.Length + 1)..]))
            : FormatCell(type, cell, room[member.Length..])));
    }

    private static int FormatCell(ColumnType type, ReadOnlySpan<byte> cell, Span<byte> room)
    {
        switch (type)
        {
            case ColumnType.Json:
                JsonText.CopyOnOneLine(cell, room);
                return cell.Length;
            case ColumnType.Boolean or ColumnType.Integer:
            case ColumnType.Float when double.IsFinite(CellValue.Float(cell)):
            case ColumnType.Decimal when NumericCell.IsFinite(cell):
                return CellText.Format(type, cell, room);
            case ColumnType.Binary:
                // Its notation begins with the only character of all notations that is to be escaped.
                room[1] = (byte)'\\';
                return Quote(room, 1 + CellText.Format(type, cell, room[2..]));
            default:
                return Quote(room, CellText.Format(type, cell, room[1..]));
        }
    }

    private static int Quote(Span<byte> room, int length)
    {
        room[0] = room[length + 1] = (byte)'"';
        return length + 2;
    }

    private async ValueTask WriteLongCellAsync(RowBatch rows, int row, int column, CancellationToken cancellationToken)
    {
        var type = _types[column];
        var isJson = type == ColumnType.Json && JsonText.IsJson(rows.Cell(row, column));
        var repaired = type == ColumnType.Binary || isJson ? null : JsonText.Repair(rows.Cell(row, column));
        _buffer.Write(_members[column]);
        if (!isJson) _buffer.Write(type == ColumnType.Binary ? "\"\\\\x"u8 : "\""u8);
        for (var start = 0; WritePart(start); start += MaxCellAtOnce)
        {
            if (_buffer.IsFull) await _buffer.FlushAsync(cancellationToken);
        }

        if (!isJson) _buffer.Write("\""u8);

        bool WritePart(int start)
        {
            var cell = repaired ?? rows.Cell(row, column);
            if (start >= cell.Length) return false;
            var part = cell.Slice(start, Math.Min(MaxCellAtOnce, cell.Length - start));
            var room = _buffer.Reserve(JsonText.MaxGrowth * part.Length);
            if (type == ColumnType.Binary)
                Convert.TryToHexStringLower(part, room, out _);
            else if (isJson)
                JsonText.CopyOnOneLine(part, room);
            _buffer.Advance(type == ColumnType.Binary ? 2 * part.Length : isJson ? part.Length : JsonText.Escape(part, room));
            return true;
        }
    }

    private static byte[] Member(string name, bool isFirst) =>
        [isFirst ? (byte)'{' : (byte)',', .. JsonText.Quote(Encoding.UTF8.GetBytes(name)), (byte)':'];
}
