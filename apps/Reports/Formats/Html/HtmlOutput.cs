using System.Buffers;
using System.Text;

namespace ReportScheduler.Reports.Formats.Html;

/// <summary>Gathers HTML and hands it to a stream in blocks.</summary>
internal sealed class HtmlOutput(Stream output)
{
    private const int BlockChars = 32 * 1024;
    private StringBuilder _html = new(BlockChars);

    /// <summary>What was not yet written.</summary>
    public StringBuilder Html => _html;

    /// <summary>Adds markup.</summary>
    public HtmlOutput Add(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds text, escaped.</summary>
    public HtmlOutput AddText(ReadOnlySpan<char> text)
    {
        HtmlText.Append(_html, text);
        return this;
    }

    /// <summary>Writes what was gathered, if it is a block.</summary>
    public ValueTask FlushBlockAsync(CancellationToken cancellationToken) =>
        _html.Length < BlockChars ? ValueTask.CompletedTask : FlushAsync(cancellationToken);

    /// <summary>Writes what was gathered.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var encoder = Encoding.UTF8.GetEncoder();
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(8 * 1024));
        try
        {
            foreach (var chunk in _html.GetChunks())
            {
                for (var rest = chunk; !rest.IsEmpty;)
                {
                    var part = rest[..Math.Min(rest.Length, 8 * 1024)];
                    var count = encoder.GetBytes(part.Span, bytes, flush: false);
                    await output.WriteAsync(bytes.AsMemory(0, count), cancellationToken);
                    rest = rest[part.Length..];
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        if (_html.Capacity > 4 * BlockChars) _html = new(BlockChars);
        else _html.Clear();
    }
}
