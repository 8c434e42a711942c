using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace ReportScheduler.Api.Artifacts;

/// <summary>A part of a file.</summary>
/// <param name="From">Its first byte.</param>
/// <param name="Length">Zero when none of the bytes that were asked for exists.</param>
internal readonly record struct ByteRange(long From, long Length)
{
    /// <summary>The one range of bytes that a request asks for.</summary>
    /// <returns>Null when the whole is to be sent: no range, one that cannot be read, several, or one of another version.</returns>
    public static ByteRange? Read(RequestHeaders headers, EntityTagHeaderValue tag, long size)
    {
        if (headers.Range is not { Ranges.Count: 1 } range || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)) return null;
        if (headers.IfRange is { } condition && condition.EntityTag?.Compare(tag, useStrongComparison: true) != true) return null;

        var item = range.Ranges.First();
        // Without a start the last so many bytes are meant.
        var from = item.From ?? Math.Max(0, size - item.To!.Value);
        var last = item.From is null ? size - 1 : Math.Min(size - 1, item.To ?? long.MaxValue);
        return new ByteRange(from, Math.Max(0, last - from + 1));
    }
}
