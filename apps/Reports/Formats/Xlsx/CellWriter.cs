using System.Buffers;
using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>Writes the cells of one column as XML.</summary>
internal abstract class CellWriter
{
    /// <summary>Room for all that stands around a number, and for a number that is no <see cref="Rows.ColumnType.Decimal"/>.</summary>
    protected const int MaxNumber = 96;

    /// <summary>A cell without a value. Cells are known by their place in the row, as the schema allows.</summary>
    public static ReadOnlySpan<byte> Empty => "<c/>"u8;

    protected static ReadOnlySpan<byte> NumberEnd => "</v></c>"u8;

    /// <summary>Writes a cell that is not null.</summary>
    public abstract void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output);

    protected static byte[] NumberStart(int style) => Encoding.ASCII.GetBytes($"<c{StyleAttribute(style)}><v>");

    protected static string StyleAttribute(int style) =>
        style == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" s=\"{style}\"");

    protected static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
