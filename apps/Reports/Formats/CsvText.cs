using System.Buffers;
using System.Text;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Formats;

/// <summary>Writes texts as a dialect of CSV has them: in quotes where needed, and so that no spreadsheet takes them for formulas.</summary>
internal sealed class CsvText
{
    private const byte Quote = (byte)'"';

    // OWASP, CSV injection.
    private static readonly SearchValues<byte> StartFormula = SearchValues.Create("=+-@\t\r"u8);

    private readonly SearchValues<byte> _needQuotes;
    private readonly byte[] _nullText;
    private readonly bool _quoteAll;
    private readonly bool _neutralise;

    public CsvText(CsvDialect dialect)
    {
        _needQuotes = SearchValues.Create([Quote, (byte)'\r', (byte)'\n', (byte)dialect.Delimiter[0]]);
        _nullText = Encoding.UTF8.GetBytes(dialect.NullText);
        _quoteAll = dialect.QuoteAll;
        _neutralise = dialect.NeutraliseFormulas;
        Null = _nullText.AsSpan().ContainsAny(_needQuotes) ? Quoted(_nullText) : _nullText;
    }

    /// <summary>What stands for null.</summary>
    public byte[] Null { get; }

    /// <summary>Bytes that a text may take: every quote doubled, quotes around, an apostrophe.</summary>
    public static int MaxSize(ReadOnlySpan<byte> text) => text.Length + text.Count(Quote) + 3;

    /// <summary>Writes a text.</summary>
    /// <returns>Bytes written.</returns>
    public int Format(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var position = Begin(text, destination, out var isQuoted);
        position += Continue(text, isQuoted, destination[position..]);
        if (isQuoted) destination[position++] = Quote;
        return position;
    }

    /// <summary>Writes what comes before a text that is written in parts; a quote ends it if it is quoted.</summary>
    /// <returns>Bytes written.</returns>
    public int Begin(ReadOnlySpan<byte> text, Span<byte> destination, out bool isQuoted)
    {
        var position = 0;
        isQuoted = _quoteAll || text.ContainsAny(_needQuotes) || text.SequenceEqual(_nullText) || text.IsEmpty;
        if (isQuoted) destination[position++] = Quote;
        if (_neutralise && !text.IsEmpty && StartFormula.Contains(text[0])) destination[position++] = (byte)'\'';
        return position;
    }

    /// <summary>Writes a part of a text.</summary>
    /// <returns>Bytes written.</returns>
    public static int Continue(ReadOnlySpan<byte> part, bool isQuoted, Span<byte> destination)
    {
        if (isQuoted) return DoubleQuotes(part, destination);
        part.CopyTo(destination);
        return part.Length;
    }

    private static int DoubleQuotes(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var position = 0;
        for (var quote = text.IndexOf(Quote); quote >= 0; quote = text.IndexOf(Quote))
        {
            text[..(quote + 1)].CopyTo(destination[position..]);
            position += quote + 1;
            destination[position++] = Quote;
            text = text[(quote + 1)..];
        }

        text.CopyTo(destination[position..]);
        return position + text.Length;
    }

    private static byte[] Quoted(ReadOnlySpan<byte> text)
    {
        var quoted = new byte[MaxSize(text)];
        quoted[0] = Quote;
        var length = 1 + DoubleQuotes(text, quoted.AsSpan(1));
        quoted[length++] = Quote;
        return quoted[..length];
    }
}
