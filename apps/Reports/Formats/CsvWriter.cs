using System.Buffers;
using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats;

/// <summary>
/// Writes one table as CSV (RFC 4180) in a dialect: UTF-8, null as the dialect's text and empty text as <c>""</c>, all else as
/// <see cref="CellText"/> has it.
/// </summary>
/// <param name="output">Takes blocks of about 64 KiB; not closed.</param>
/// <param name="dialect">How to write.</param>
public sealed class CsvWriter(Stream output, CsvDialect dialect) : ReportWriter
{
    private const int FlushThreshold = 64 * 1024;
    private const int FirstSize = 16 * 1024;

    // Written in parts, so that the buffer need not hold it.
    private const int LongText = 32 * 1024;

    private readonly CsvText _text = new(dialect);
    private readonly byte _delimiter = (byte)dialect.Delimiter[0];
    private readonly byte[] _lineEnd = dialect.UnixLineEnds ? [(byte)'\n'] : [(byte)'\r', (byte)'\n'];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _position;
    private ColumnType[]? _types;
    private int _row;
    private int _column;

    /// <summary>MIME type of the content, with its charset and whether there is a header line (RFC 4180, section 3).</summary>
    public static string ContentTypeOf(CsvDialect dialect) => $"text/csv; charset=utf-8; header={(dialect.Header ? "present" : "absent")}";

    /// <inheritdoc/>
    public override ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        if (_types is not null) throw new InvalidOperationException("A CSV file has one table.");
        _types = [.. section.Columns.Select(column => column.Type)];
        if (dialect.ByteOrderMark) Write([0xEF, 0xBB, 0xBF]);
        if (!dialect.Header) return ValueTask.CompletedTask;

        for (var i = 0; i < section.Columns.Count; i++)
        {
            if (i > 0) Write([_delimiter]);
            WriteText(Encoding.UTF8.GetBytes(section.Formats[i].Label ?? section.Columns[i].Name));
        }

        Write(_lineEnd);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        for ((_row, _column) = (0, 0); !WriteRows(rows);)
        {
            if (_column < _types!.Length && IsLongText(rows)) await WriteLongTextAsync(rows, cancellationToken);
            if (_position >= FlushThreshold) await FlushAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ValueTask EndSectionAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        return base.DisposeAsync();
    }

    /// <returns>False before a long text, and when the buffer is full.</returns>
    private bool WriteRows(RowBatch rows)
    {
        var types = _types!;
        for (; _row < rows.RowCount; _row++, _column = 0)
        {
            if (_position >= FlushThreshold) return false;
            for (; _column < types.Length; _column++)
            {
                if (IsLongText(rows)) return false;
                WriteSeparator();
                if (!rows.TryGetCell(_row, _column, out var cell)) WriteNull();
                else if (IsText(types[_column])) WriteText(cell);
                else WriteValue(types[_column], cell);
            }

            Write(_lineEnd);
        }

        return true;
    }

    private bool IsLongText(RowBatch rows) => IsText(_types![_column]) && rows.Cell(_row, _column).Length > LongText;

    private static bool IsText(ColumnType type) => type is ColumnType.Text or ColumnType.Json;

    private async ValueTask WriteLongTextAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        WriteSeparator();
        var isQuoted = BeginLongText(rows.Cell(_row, _column));
        for (var offset = 0; offset < rows.Cell(_row, _column).Length; offset += LongText)
        {
            ContinueLongText(rows.Cell(_row, _column), offset, isQuoted);
            if (_position >= FlushThreshold) await FlushAsync(cancellationToken);
        }

        if (isQuoted) Write("\""u8);
        _column++;
    }

    private bool BeginLongText(ReadOnlySpan<byte> text)
    {
        Reserve(2);
        _position += _text.Begin(text, _buffer.AsSpan(_position), out var isQuoted);
        return isQuoted;
    }

    private void ContinueLongText(ReadOnlySpan<byte> text, int offset, bool isQuoted)
    {
        var part = text.Slice(offset, Math.Min(LongText, text.Length - offset));
        Reserve(CsvText.MaxSize(part));
        _position += CsvText.Continue(part, isQuoted, _buffer.AsSpan(_position));
    }

    private void WriteSeparator()
    {
        if (_column > 0) Write([_delimiter]);
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        Reserve(CsvText.MaxSize(text));
        _position += _text.Format(text, _buffer.AsSpan(_position));
    }

    private void WriteValue(ColumnType type, ReadOnlySpan<byte> cell)
    {
        Reserve(CellText.MaxLength(type, cell) + 2);
        var destination = _buffer.AsSpan(_position);
        var length = CellText.Format(type, cell, destination);
        if (dialect.DecimalComma && type is ColumnType.Decimal or ColumnType.Float)
            length = SetDecimalComma(destination, length);
        _position += length;
    }

    private int SetDecimalComma(Span<byte> number, int length)
    {
        var point = number[..length].IndexOf((byte)'.');
        if (point < 0) return length;
        number[point] = (byte)',';
        if (_delimiter != ',') return length;

        number[..length].CopyTo(number[1..]);
        number[0] = number[length + 1] = (byte)'"';
        return length + 2;
    }

    // The null of a single column could be an empty line, which readers skip.
    private void WriteNull() => Write(_types!.Length == 1 && _text.Null.Length == 0 ? "\"\""u8 : _text.Null);

    private void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_position));
        _position += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _position < count) Grow(count);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, _position + count));
        _buffer.AsSpan(0, _position).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_buffer.AsMemory(0, _position), cancellationToken);
        _position = 0;
    }
}
