using System.Buffers;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>What the footer tells of a column in a row group. Sizes in bytes, headers of pages included.</summary>
internal sealed record ParquetChunk(
    ParquetColumn Column, long Offset, long Values, long Nulls, long UncompressedSize, long CompressedSize, byte[]? Min, byte[]? Max);

/// <summary>A column on its way into the file: the page that is being filled, and the compressed pages before it.</summary>
internal sealed class ParquetColumn(string name, ColumnType type)
{
    private const int PageRows = 16 * 1024;
    private const int PageBytes = 1024 * 1024;
    private const int InitialBytes = 1024;

    private readonly byte[] _present = new byte[PageRows / 8];
    private readonly ParquetValues _values = new(name, type);
    private ArrayBufferWriter<byte> _page = new(InitialBytes);
    private ArrayBufferWriter<byte> _pages = new(InitialBytes);
    private RowBatch? _undecided = type == ColumnType.Decimal ? new RowBatch(1) : null;
    private long _undecidedBytes;
    private int _pageRows;
    private int _pageNulls;
    private long _rows;
    private long _nulls;
    private long _uncompressedSize;

    /// <summary>Name in the file.</summary>
    public string Name => name;

    /// <summary>Type in the file; the result's, except for numbers that no decimal can hold, which become texts.</summary>
    public ColumnType Type => _values.Type;

    /// <summary>Decimals of a <see cref="ColumnType.Decimal"/>.</summary>
    public int Scale => _values.Scale;

    /// <summary>Bytes that wait for the end of the row group.</summary>
    public long Buffered => _pages.WrittenCount + _page.WrittenCount + _undecidedBytes;

    /// <summary>Pages of the row group, after <see cref="EndChunk"/>.</summary>
    public ReadOnlyMemory<byte> Pages => _pages.WrittenMemory;

    /// <summary>Adds a column of a batch.</summary>
    /// <exception cref="ReportException"><see cref="ReportErrors.ValueNotInFormat"/>.</exception>
    public void Append(RowBatch rows, int column)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            var isPresent = rows.TryGetCell(row, column, out var cell);
            if (_undecided is null)
                Append(isPresent, cell);
            else
                Keep(isPresent, cell);
        }
    }

    /// <summary>Decides the type of a column of decimals by the cells so far.</summary>
    public void Decide()
    {
        if (_undecided is not { } cells) return;
        _values.DecideScale(ParquetDecimals.ScaleOf(cells));
        (_undecided, _undecidedBytes) = (null, 0);
        Append(cells, 0);
    }

    /// <summary>Ends the column's part of a row group.</summary>
    /// <param name="offset">Where the part begins in the file.</param>
    public ParquetChunk EndChunk(long offset)
    {
        Decide();
        EndPage();
        return new ParquetChunk(this, offset, _rows, _nulls, _uncompressedSize, _pages.WrittenCount, _values.Min, _values.Max);
    }

    /// <summary>Begins the next row group, and gives up memory beyond a size.</summary>
    public void Reset(int maxBytes)
    {
        _pages.ResetWrittenCount();
        if (_pages.Capacity > maxBytes) _pages = new(InitialBytes);
        if (_page.Capacity > maxBytes) _page = new(InitialBytes);
        (_rows, _nulls, _uncompressedSize) = (0, 0, 0);
        _values.ResetStatistics();
    }

    private void Append(bool isPresent, ReadOnlySpan<byte> cell)
    {
        if (isPresent)
        {
            _present[_pageRows >> 3] |= (byte)(1 << (_pageRows & 7));
            _values.Write(cell, _page);
        }
        else
        {
            _pageNulls++;
        }

        if (++_pageRows == PageRows || _page.WrittenCount >= PageBytes) EndPage();
    }

    private void Keep(bool isPresent, ReadOnlySpan<byte> cell)
    {
        if (isPresent)
            _undecided!.Add(cell);
        else
            _undecided!.AddNull();
        _undecidedBytes += cell.Length + (2 * sizeof(int));
    }

    private void EndPage()
    {
        if (_pageRows == 0) return;
        _values.Flush(_page);
        var levels = (Span<byte>)stackalloc byte[(PageRows / 8) + 16];
        levels = levels[..ParquetPage.FormatLevels(_present, _pageRows, _pageNulls, levels)];
        _uncompressedSize += ParquetPage.Write(levels, _page.WrittenSpan, _pageRows, _pages);
        _page.ResetWrittenCount();
        _rows += _pageRows;
        _nulls += _pageNulls;
        (_pageRows, _pageNulls) = (0, 0);
        Array.Clear(_present);
    }
}
