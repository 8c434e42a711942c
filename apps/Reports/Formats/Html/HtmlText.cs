using System.Buffers;
using System.Text;

namespace ReportScheduler.Reports.Formats.Html;

/// <summary>Text as it stands in HTML and XML, in elements and in quoted attributes alike.</summary>
internal static class HtmlText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        "&<>\"'\0\x01\x02\x03\x04\x05\x06\a\b\v\f\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\ufffe\uffff");

    /// <summary>Appends a text; characters that HTML and XML don't allow become U+FFFD.</summary>
    public static void Append(StringBuilder html, ReadOnlySpan<char> text)
    {
        while (true)
        {
            var next = text.IndexOfAny(Special);
            AppendValid(html, text[..(next < 0 ? text.Length : next)]);
            if (next < 0) return;
            html.Append(text[next] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => "\ufffd",
            });
            text = text[(next + 1)..];
        }
    }

    // An override of direction could turn around what stands around it on the page.
    private static void AppendValid(StringBuilder html, ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\x80', '\x9f') && !text.ContainsAnyInRange('\u202a', '\u2069') && !text.ContainsAnyInRange('\ud800', '\udfff'))
        {
            html.Append(text);
            return;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)) continue;
            html.Append(rune.Value is >= 0x80 and <= 0x9F ? Rune.ReplacementChar : rune);
        }
    }
}
