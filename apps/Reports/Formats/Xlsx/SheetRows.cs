using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>Rows of a section as XML. Writing stops, within a row too, where the buffer is full, and goes on from there.</summary>
/// <param name="columns">The section's columns; at least one.</param>
/// <param name="headings">Writes the header row.</param>
/// <param name="buffer">Takes the XML.</param>
internal sealed class SheetRows(SheetColumn[] columns, TextCells headings, ArrayBufferWriter<byte> buffer)
{
    /// <summary>Bytes with which the buffer is full.</summary>
    public const int FullAt = 64 * 1024;

    private int _row;
    private int _column;
    private int _nulls;

    /// <summary>Rows of the sheet so far, the header's and one that is not complete included.</summary>
    public int Count { get; private set; }

    /// <summary>True when the last row is complete.</summary>
    public bool IsBetweenRows => _column == 0;

    /// <summary>Writes the header row of a new sheet.</summary>
    public void BeginSheet()
    {
        Count = 0;
        BeginRow();
        foreach (var column in columns)
            headings.WriteText(Encoding.UTF8.GetBytes(column.Label), buffer);
        EndRow();
    }

    /// <summary>Writes on until the batch is written, the buffer is full, or the sheet has <paramref name="maxRows"/> rows.</summary>
    /// <param name="rows">The batch; the same one until it is written.</param>
    /// <param name="maxRows">Rows of the sheet, the header's included.</param>
    /// <returns>True when the batch is written.</returns>
    public bool Write(RowBatch rows, int maxRows)
    {
        for (; _row < rows.RowCount; _row++)
        {
            if (_column == 0)
            {
                if (Count >= maxRows || buffer.WrittenCount >= FullAt) return false;
                BeginRow();
            }

            for (; _column < columns.Length; _column++)
            {
                if (buffer.WrittenCount >= FullAt && _column > 0) return false;
                WriteCell(rows, columns[_column]);
            }

            EndRow();
        }

        _row = 0;
        return true;
    }

    private void WriteCell(RowBatch rows, SheetColumn column)
    {
        if (!rows.TryGetCell(_row, column.Index, out var cell))
        {
            _nulls++;
            return;
        }

        for (; _nulls > 0; _nulls--)
            buffer.Write(CellWriter.Empty);
        column.Cells.Write(cell, buffer);
    }

    private void BeginRow()
    {
        var start = buffer.GetSpan(32);
        "<row r=\""u8.CopyTo(start);
        Utf8Formatter.TryFormat(++Count, start[8..], out var length);
        "\">"u8.CopyTo(start[(8 + length)..]);
        buffer.Advance(10 + length);
    }

    private void EndRow()
    {
        // Empty cells at the end of a row give their place to no other.
        _nulls = 0;
        _column = 0;
        buffer.Write("</row>"u8);
    }
}
