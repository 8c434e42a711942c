using System.Buffers;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Text of cells in XML. What XML can't hold, and a carriage return, which its readers would change, is written as
/// <c>_xHHHH_</c>; so is the underscore of a text that only looks like that (ECMA-376 Part 1, 22.9.2.19, ST_Xstring).
/// </summary>
internal static class CellEscaping
{
    // 0xEF begins U+FFFE and U+FFFF, which are no characters of XML.
    private static readonly SearchValues<byte> Special = SearchValues.Create(
    [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16,
        0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, .. "&<>_"u8, 0xEF,
    ]);

    /// <summary>Bytes that <see cref="Write"/> may need.</summary>
    public static int MaxLength(int length) => 7 * length;

    /// <summary>Writes valid UTF-8.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = text.IndexOfAny(Special);
            if (plain < 0)
            {
                text.CopyTo(destination[written..]);
                return written + text.Length;
            }

            text[..plain].CopyTo(destination[written..]);
            written += plain;
            text = text[plain..];
            written += WriteSpecial(text, destination[written..], out var read);
            text = text[read..];
        }
    }

    private static int WriteSpecial(ReadOnlySpan<byte> text, Span<byte> destination, out int read)
    {
        read = 1;
        switch (text[0])
        {
            case (byte)'&': return Copy("&amp;"u8, destination);
            case (byte)'<': return Copy("&lt;"u8, destination);
            case (byte)'>': return Copy("&gt;"u8, destination);
            case (byte)'_': return Copy(LooksEscaped(text) ? "_x005F_"u8 : "_"u8, destination);
            case 0xEF when text is [_, 0xBF, 0xBE or 0xBF, ..]:
                read = 3;
                return Copy(text[2] == 0xBE ? "_xFFFE_"u8 : "_xFFFF_"u8, destination);
            case 0xEF: return Copy(text[..1], destination);
            default:
                Copy("_x00"u8, destination);
                destination[4] = Digit(text[0] >> 4);
                destination[5] = Digit(text[0] & 0xF);
                destination[6] = (byte)'_';
                return 7;
        }
    }

    private static bool LooksEscaped(ReadOnlySpan<byte> text) =>
        text is [_, (byte)'x', var a, var b, var c, var d, (byte)'_', ..]
        && char.IsAsciiHexDigit((char)a) && char.IsAsciiHexDigit((char)b) && char.IsAsciiHexDigit((char)c) && char.IsAsciiHexDigit((char)d);

    private static byte Digit(int value) => "0123456789ABCDEF"u8[value];

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
