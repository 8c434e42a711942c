using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>Truth values.</summary>
internal sealed class BooleanCells(int style) : CellWriter
{
    private readonly byte[] _true = Encoding.ASCII.GetBytes($"<c{StyleAttribute(style)} t=\"b\"><v>1</v></c>");
    private readonly byte[] _false = Encoding.ASCII.GetBytes($"<c{StyleAttribute(style)} t=\"b\"><v>0</v></c>");

    public override void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output) =>
        output.Write(cell[0] != 0 ? _true : _false);
}

/// <summary>Whole numbers. Those of more than 15 digits, of which a spreadsheet would lose some, are written as text.</summary>
internal sealed class IntegerCells(int style, TextCells text) : CellWriter
{
    private const long Max = 999_999_999_999_999;

    private readonly byte[] _start = NumberStart(style);

    public override void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        var value = CellValue.Integer(cell);
        if (value is > Max or < -Max)
        {
            text.Write(cell, output);
            return;
        }

        var destination = output.GetSpan(MaxNumber);
        var length = Copy(_start, destination);
        Utf8Formatter.TryFormat(value, destination[length..], out var written);
        length += written;
        output.Advance(length + Copy(NumberEnd, destination[length..]));
    }
}

/// <summary>
/// Floating point numbers, which a spreadsheet holds as they are. NaN, the infinities and what is too small for it are text.
/// </summary>
/// <param name="wholeStyle">Style of values without decimals.</param>
/// <param name="style">Style of the others.</param>
/// <param name="text">Writes what can't be a number.</param>
internal sealed class FloatCells(int wholeStyle, int style, TextCells text) : CellWriter
{
    private const double MinNormal = 2.2250738585072014E-308;

    private readonly byte[] _wholeStart = NumberStart(wholeStyle);
    private readonly byte[] _start = NumberStart(style);

    public override void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        var value = CellValue.Float(cell);
        if (!double.IsFinite(value) || (value != 0 && Math.Abs(value) < MinNormal))
        {
            text.Write(cell, output);
            return;
        }

        // Minus zero is shown as -0 by some programs.
        if (value == 0) value = 0;
        var destination = output.GetSpan(MaxNumber);
        var length = Copy(Math.Truncate(value) == value ? _wholeStart : _start, destination);
        int written;
        _ = cell.Length == 4
            ? ((float)value).TryFormat(destination[length..], out written, default, CultureInfo.InvariantCulture)
            : value.TryFormat(destination[length..], out written, default, CultureInfo.InvariantCulture);
        length += written;
        output.Advance(length + Copy(NumberEnd, destination[length..]));
    }
}
