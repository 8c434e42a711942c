using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Cells as text, whatever they start with: nothing here is ever a formula. A text beyond the 32,767 characters that a cell holds
/// is cut, and ends with <see cref="CutMark"/>.
/// </summary>
/// <param name="type">What the cells hold; what is no text is written as <see cref="CellText"/> has it.</param>
/// <param name="style">Index of the style.</param>
/// <param name="clock">Local time, in which instants are written.</param>
internal sealed class TextCells(ColumnType type, int style, LocalClock clock) : CellWriter
{
    private const int MaxCharacters = XlsxLimits.MaxCellCharacters;
    private const int MaxStart = 64;

    // Older versions of Excel show longer texts in the text format as a row of hashes.
    private const int MaxStyled = 255;

    private readonly byte[] _start = Start(style, "");
    private readonly byte[] _startWithBlanks = Start(style, " xml:space=\"preserve\"");
    private readonly byte[] _startOfLong = Start(0, " xml:space=\"preserve\"");
    private byte[] _scratch = new byte[128];

    public static ReadOnlySpan<byte> CutMark => "... [cut]"u8;

    private static ReadOnlySpan<byte> End => "</t></is></c>"u8;

    public override void Write(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        if (type is ColumnType.Text or ColumnType.Json) WriteText(cell, output);
        else if (type == ColumnType.Instant && CellValue.TryDateTime(cell, out _)) WriteLocalTime(cell, output);
        else WriteFormatted(type, type == ColumnType.Binary ? cell[..Math.Min(cell.Length, MaxCharacters)] : cell, output);
    }

    /// <summary>Writes text in UTF-8; what is not valid in it becomes U+FFFD.</summary>
    public void WriteText(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        // Four bytes a character are more than any text within the limit has.
        if (text.Length > 4 * MaxCharacters) text = text[..(4 * MaxCharacters)];
        if (!Utf8.IsValid(text)) text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        ReadOnlySpan<byte> mark = default;
        if (text.Length > MaxCharacters && Encoding.UTF8.GetCharCount(text) > MaxCharacters)
        {
            mark = CutMark;
            text = text[..LengthOf(MaxCharacters - mark.Length, text)];
        }

        var destination = output.GetSpan(MaxStart + CellEscaping.MaxLength(text.Length) + CutMark.Length + End.Length);
        var length = Copy(text.Length > MaxStyled ? _startOfLong : HasOuterBlanks(text) ? _startWithBlanks : _start, destination);
        length += CellEscaping.Write(text, destination[length..]);
        length += Copy(mark, destination[length..]);
        length += Copy(End, destination[length..]);
        output.Advance(length);
    }

    private void WriteLocalTime(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        Span<byte> local = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(local, clock.ToLocal(CellValue.Microseconds(cell)));
        WriteFormatted(ColumnType.Timestamp, local, output);
    }

    private void WriteFormatted(ColumnType of, ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        var size = CellText.MaxLength(of, cell);
        if (_scratch.Length < size) _scratch = new byte[size];
        WriteText(_scratch.AsSpan(0, CellText.Format(of, cell, _scratch)), output);
    }

    // XML's readers may take blanks away at both ends.
    private static bool HasOuterBlanks(ReadOnlySpan<byte> text) => text.Length > 0 && (IsBlank(text[0]) || IsBlank(text[^1]));

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t' or (byte)'\n';

    /// <summary>Length of the first characters of a text that has more of them; no pair of surrogates is parted.</summary>
    private static int LengthOf(int characters, ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (true)
        {
            var (bytes, units) = text[length] switch { < 0x80 => (1, 1), < 0xE0 => (2, 1), < 0xF0 => (3, 1), _ => (4, 2) };
            characters -= units;
            if (characters < 0) return length;
            length += bytes;
        }
    }

    private static byte[] Start(int style, string attribute) =>
        Encoding.ASCII.GetBytes($"<c{StyleAttribute(style)} t=\"inlineStr\"><is><t{attribute}>");
}
