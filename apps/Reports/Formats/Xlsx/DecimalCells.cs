using System.Buffers;
using System.Globalization;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Numbers of any precision. A spreadsheet keeps 15 digits: a number with more is written as text, unless the column is shown with
/// so few decimals that all digits shown are kept. NaN and the infinities are text.
/// </summary>
/// <param name="stylesByScale">Style of values with 0, 1, 2 and so on decimals; the last is for all that have more.</param>
/// <param name="decimals">Decimals of a value that people are shown at most; null: all.</param>
/// <param name="text">Writes what can't be a number.</param>
internal sealed class DecimalCells(IEnumerable<int> stylesByScale, int? decimals, TextCells text) : CellWriter
{
    private const int MaxDigits = 15;

    // Longer ones would leave the range of a spreadsheet's numbers, 1E-307 to 1E+308.
    private const int MaxLength = 300;

    private readonly byte[][] _starts = [.. stylesByScale.Select(NumberStart)];

    public override void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        var size = NumericCell.MaxLength(cell);
        if (size > MaxLength || !NumericCell.IsFinite(cell))
        {
            text.Write(cell, output);
            return;
        }

        var destination = output.GetSpan(MaxNumber + size);
        var length = Copy(_starts[Math.Min(NumericCell.Scale(cell), _starts.Length - 1)], destination);
        var number = TrimZeros(destination.Slice(length, NumericCell.Format(cell, destination[length..])));
        // What is short enough needs no closer look.
        if (number.Length <= MaxDigits || CountDigits(number) <= MaxDigits)
        {
            length += number.Length;
        }
        else if (decimals is not null && CountWholeDigits(number) + decimals <= MaxDigits)
        {
            double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture)
                .TryFormat(destination[length..], out var written, default, CultureInfo.InvariantCulture);
            length += written;
        }
        else
        {
            text.Write(cell, output);
            return;
        }

        output.Advance(length + Copy(NumberEnd, destination[length..]));
    }

    private static Span<byte> TrimZeros(Span<byte> number) =>
        number.Contains((byte)'.') ? number.TrimEnd((byte)'0').TrimEnd((byte)'.') : number;

    // From the first that is not zero to the last, the places before the point included.
    private static int CountDigits(ReadOnlySpan<byte> number)
    {
        var digits = number.TrimStart("-0."u8);
        return digits.Length - (digits.Contains((byte)'.') ? 1 : 0);
    }

    private static int CountWholeDigits(ReadOnlySpan<byte> number)
    {
        var point = number.IndexOf((byte)'.');
        return (point < 0 ? number : number[..point]).TrimStart("-0"u8).Length;
    }
}
