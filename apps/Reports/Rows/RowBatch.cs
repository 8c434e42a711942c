using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace ReportScheduler.Reports.Rows;

/// <summary>
/// Some rows of a result, in one buffer that is used again for the next ones. Cells have the layout of their column's
/// <see cref="ColumnType"/>. A row is written cell by cell, from left to right, and counts with its last cell.
/// </summary>
/// <param name="columnCount">Cells of a row.</param>
public sealed class RowBatch(int columnCount)
{
    /// <summary>The largest row, in bytes. What is longer is refused, so that memory is bounded.</summary>
    public const int MaxRowBytes = 16 * 1024 * 1024;

    private const int FullAtBytes = 128 * 1024;
    private const int FullAtRows = 4096;
    private const int Null = -1;

    // Most results are small, and a buffer above 85,000 bytes costs a collection of the large object heap sooner or later.
    private const int FirstSize = 8 * 1024;
    private const int KeptSize = 8 * FullAtBytes;

    private byte[] _bytes = new byte[FirstSize];
    private int[] _starts = new int[16 * Math.Max(columnCount, 1)];
    private int[] _lengths = new int[16 * Math.Max(columnCount, 1)];
    private int _used;
    private int _rowStart;
    private int _cells;
    private int _rowsWithoutCells;

    /// <summary>Cells of a row.</summary>
    public int ColumnCount => columnCount;

    /// <summary>Rows that are complete.</summary>
    public int RowCount => columnCount == 0 ? _rowsWithoutCells : _cells / columnCount;

    /// <summary>Bytes of all cells.</summary>
    internal int ByteCount => _used;

    /// <summary>True when the rows are enough for one go.</summary>
    public bool IsFull => _used >= FullAtBytes || RowCount >= FullAtRows;

    /// <summary>True if the cell is null.</summary>
    public bool IsNull(int row, int column) => _lengths[(row * columnCount) + column] == Null;

    /// <summary>The bytes of a cell; none when it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Cell(int row, int column)
    {
        var cell = (row * columnCount) + column;
        return _bytes.AsSpan(_starts[cell], Math.Max(_lengths[cell], 0));
    }

    /// <summary>The bytes of a cell and whether it is null, at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetCell(int row, int column, out ReadOnlySpan<byte> bytes)
    {
        var cell = (row * columnCount) + column;
        var length = _lengths[cell];
        bytes = _bytes.AsSpan(_starts[cell], Math.Max(length, 0));
        return length != Null;
    }

    /// <summary>Forgets all rows and keeps the memory, unless a large row has made it large.</summary>
    public void Clear()
    {
        if (_bytes.Length > KeptSize) _bytes = new byte[FirstSize];
        _used = _rowStart = _cells = _rowsWithoutCells = 0;
    }

    /// <summary>Counts a row of a result without columns.</summary>
    public void AddEmptyRow() => _rowsWithoutCells++;

    /// <summary>Adds a null.</summary>
    public void AddNull() => AddCell(0, Null);

    /// <summary>Adds a cell by its bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        AddCell(bytes.Length, bytes.Length);
    }

    /// <summary>Adds a <see cref="ColumnType.Text"/> or <see cref="ColumnType.Json"/> cell. Unpaired surrogates become U+FFFD.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Reserve(length));
        AddCell(length, length);
    }

    /// <summary>Adds a <see cref="ColumnType.Boolean"/> cell.</summary>
    public void AddBoolean(bool value)
    {
        Reserve(1)[0] = value ? (byte)1 : (byte)0;
        AddCell(1, 1);
    }

    /// <summary>Adds an <see cref="ColumnType.Integer"/>, <see cref="ColumnType.Time"/>, <see cref="ColumnType.Timestamp"/> or <see cref="ColumnType.Instant"/> cell.</summary>
    public void AddInt64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);
        AddCell(8, 8);
    }

    /// <summary>Adds an <see cref="ColumnType.Integer"/> or <see cref="ColumnType.Date"/> cell.</summary>
    public void AddInt32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);
        AddCell(4, 4);
    }

    /// <summary>Adds a <see cref="ColumnType.Float"/> cell of 8 bytes.</summary>
    public void AddDouble(double value)
    {
        BinaryPrimitives.WriteDoubleBigEndian(Reserve(8), value);
        AddCell(8, 8);
    }

    /// <summary>Adds a <see cref="ColumnType.Uuid"/> cell.</summary>
    public void AddUuid(Guid value)
    {
        value.TryWriteBytes(Reserve(16), bigEndian: true, out _);
        AddCell(16, 16);
    }

    /// <summary>
    /// Adds a row as PostgreSQL's binary COPY has it: for each cell its length, -1 for null, and its bytes. The number of cells
    /// that comes before them is not part of it.
    /// </summary>
    /// <param name="bytes">Begins with the row.</param>
    /// <param name="length">Length of the row.</param>
    /// <returns>False when the bytes end within the row; nothing is added then.</returns>
    internal bool TryAddCopied(ReadOnlySpan<byte> bytes, out int length)
    {
        if (_starts.Length - _cells < columnCount) GrowCells(_cells + columnCount);
        var starts = _starts.AsSpan(_cells, columnCount);
        var lengths = _lengths.AsSpan(_cells, columnCount);
        length = 0;
        for (var i = 0; i < starts.Length; i++)
        {
            if (bytes.Length - length < sizeof(int)) return false;
            var cell = BinaryPrimitives.ReadInt32BigEndian(bytes[length..]);
            length += sizeof(int);
            starts[i] = _used + length;
            lengths[i] = cell;
            if (cell <= 0) continue;
            if (cell > MaxRowBytes - length) throw TooLarge();
            length += cell;
            if (length > bytes.Length) return false;
        }

        bytes[..length].CopyTo(Reserve(length));
        _cells += columnCount;
        _used += length;
        _rowStart = _used;
        return true;
    }

    /// <summary>Takes bytes off the front of the last row's cell, if it is not null.</summary>
    internal void TrimStart(int column, int count)
    {
        var cell = _cells - columnCount + column;
        if (_lengths[cell] < count) return;
        _starts[cell] += count;
        _lengths[cell] -= count;
    }

    internal static ReportException TooLarge(Exception? cause = null) => new(
        ReportErrors.RowTooLarge, $"A row has more than {MaxRowBytes / 1024 / 1024} MiB: select less of it.", cause);

    private Span<byte> Reserve(int count)
    {
        if (_used - _rowStart + (long)count > MaxRowBytes) throw TooLarge();
        if (_bytes.Length - _used < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + count));
        return _bytes.AsSpan(_used, count);
    }

    private void GrowCells(int atLeast)
    {
        var size = Math.Max(2 * _starts.Length, atLeast);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _lengths, size);
    }

    private void AddCell(int size, int length)
    {
        if (_cells == _starts.Length) GrowCells(_cells + 1);
        _starts[_cells] = _used;
        _lengths[_cells] = length;
        _used += size;
        if (++_cells % columnCount == 0) _rowStart = _used;
    }
}
