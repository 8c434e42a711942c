using System.Buffers;

namespace ReportScheduler.Reports.Formats;

/// <summary>Turns a cell's text, where it lies in the output buffer, into its CSV notation.</summary>
internal static class CsvCells
{
    private static readonly SearchValues<byte> NeedQuotes = SearchValues.Create(",\"\r\n"u8);
    private static readonly SearchValues<byte> StartFormula = SearchValues.Create("=+-@\t\r"u8);

    /// <summary>
    /// Bytes that a cell of <paramref name="length"/> bytes may take: every quote doubled, quotes around, an apostrophe.
    /// </summary>
    public static int MaxSize(int length) => (2 * length) + 8;

    /// <summary>True if a spreadsheet could take the cell for a formula.</summary>
    public static bool StartsFormula(ReadOnlySpan<byte> text) => !text.IsEmpty && StartFormula.Contains(text[0]);

    /// <summary>Writes a text cell in place.</summary>
    /// <param name="buffer">
    /// Holds the text in its first <paramref name="length"/> bytes, and has <see cref="MaxSize"/> bytes.
    /// </param>
    /// <param name="length">Length of the text.</param>
    /// <param name="neutralise">True to put an apostrophe before what starts a formula.</param>
    /// <param name="quote">True to quote it in any case.</param>
    /// <returns>Length of the notation.</returns>
    public static int FormatText(Span<byte> buffer, int length, bool neutralise, bool quote = false)
    {
        if (neutralise && StartsFormula(buffer[..length]))
        {
            buffer[..length].CopyTo(buffer[1..]);
            buffer[0] = (byte)'\'';
            length++;
        }

        // An empty text is written as "" and so differs from null, as in PostgreSQL's own CSV.
        return !quote && length > 0 && buffer[..length].IndexOfAny(NeedQuotes) < 0 ? length : Quote(buffer, length);
    }

    /// <summary>Writes a boolean, <c>t</c> or <c>f</c>, as <c>true</c> or <c>false</c>.</summary>
    public static int FormatBoolean(Span<byte> buffer)
    {
        var word = buffer[0] == (byte)'t' ? "true"u8 : "false"u8;
        word.CopyTo(buffer);
        return word.Length;
    }

    /// <summary>Writes <c>2026-01-31 07:00:00+00</c> in ISO 8601. Infinity and years before Christ stay as they are.</summary>
    public static int FormatTimestamp(Span<byte> buffer, int length, bool utc)
    {
        var text = buffer[..length];
        var space = text.IndexOf((byte)' ');
        if (space < 0 || text.EndsWith(" BC"u8))
            return length;
        text[space] = (byte)'T';
        if (!utc || !text.EndsWith("+00"u8))
            return length;
        text[^3] = (byte)'Z';
        return length - 2;
    }

    /// <summary>Doubles the quotes of a part of a cell in place; the buffer has room for twice the length.</summary>
    /// <returns>The new length.</returns>
    public static int DoubleQuotes(Span<byte> buffer, int length)
    {
        var quotes = buffer[..length].Count((byte)'"');
        var result = length + quotes;

        // From the end, so that nothing is overwritten before it is moved.
        for (int from = length - 1, to = result - 1; to > from; from--)
        {
            buffer[to--] = buffer[from];
            if (buffer[from] == (byte)'"')
                buffer[to--] = (byte)'"';
        }

        return result;
    }

    private static int Quote(Span<byte> buffer, int length)
    {
        var inner = DoubleQuotes(buffer, length);
        buffer[..inner].CopyTo(buffer[1..]);
        buffer[0] = (byte)'"';
        buffer[inner + 1] = (byte)'"';
        return inner + 2;
    }
}
