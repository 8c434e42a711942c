using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ReportScheduler.Reports.Formats.Json;

/// <summary>Texts as JSON strings (RFC 8259, section 7): only what must be escaped is escaped; the rest stays UTF-8.</summary>
internal static class JsonText
{
    /// <summary>Bytes that one byte of a text may take.</summary>
    public const int MaxGrowth = 6;

    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    /// <summary>The text with U+FFFD for what is no UTF-8; null when there is nothing to repair.</summary>
    public static byte[]? Repair(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? null : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>Writes a valid text, or a part of one, without its quotes.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="destination">Has <see cref="MaxGrowth"/> bytes for each byte of the text.</param>
    /// <returns>Bytes written.</returns>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                text.CopyTo(destination[written..]);
                return written + text.Length;
            }

            text[..plain].CopyTo(destination[written..]);
            written += plain;
            written += EscapeByte(text[plain], destination[written..]);
            text = text[(plain + 1)..];
        }
    }

    /// <summary>Any text as a JSON string.</summary>
    public static byte[] Quote(ReadOnlySpan<byte> text)
    {
        var valid = Repair(text) ?? text;
        var escaped = new byte[MaxGrowth * valid.Length];
        return [(byte)'"', .. escaped.AsSpan(0, Escape(valid, escaped)), (byte)'"'];
    }

    /// <summary>True for one JSON value in valid UTF-8, however deep.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        // The reader takes the bytes of strings unseen.
        if (!Utf8.IsValid(text)) return false;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes a JSON value on one line: its line ends can only be space between tokens.</summary>
    public static void CopyOnOneLine(ReadOnlySpan<byte> json, Span<byte> destination)
    {
        json.CopyTo(destination);
        destination[..json.Length].ReplaceAny(LineEnds, (byte)' ');
    }

    private static int EscapeByte(byte value, Span<byte> destination)
    {
        var letter = value switch
        {
            (byte)'"' => (byte)'"',
            (byte)'\\' => (byte)'\\',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            _ => (byte)0,
        };
        destination[0] = (byte)'\\';
        if (letter != 0)
        {
            destination[1] = letter;
            return 2;
        }

        "u00"u8.CopyTo(destination[1..]);
        destination[4] = (byte)('0' + (value >> 4));
        destination[5] = "0123456789abcdef"u8[value & 15];
        return MaxGrowth;
    }
}
