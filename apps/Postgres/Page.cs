using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ReportScheduler.Postgres;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Opaque; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Which page of a list to read; lists are ordered by time and id, newest first.</summary>
public sealed class PageRequest
{
    /// <summary>Items on a page when the caller names no limit.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most items on a page.</summary>
    public const int MaxLimit = 200;

    private PageRequest(int limit, DateTimeOffset beforeTime, Guid beforeId)
    {
        Limit = limit;
        BeforeTime = beforeTime;
        BeforeId = beforeId;
    }

    internal int Limit { get; }
    internal DateTimeOffset BeforeTime { get; }
    internal Guid BeforeId { get; }

    /// <summary>Reads limit and cursor; null when the limit is out of 1 to 200 or the cursor is none of ours.</summary>
    public static PageRequest? TryParse(int? limit, string? cursor)
    {
        var size = limit ?? DefaultLimit;
        if (size is < 1 or > MaxLimit) return null;
        if (string.IsNullOrEmpty(cursor)) return new PageRequest(size, DateTimeOffset.MaxValue, Guid.AllBitsSet);
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor)) return null;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|');
        return parts.Length == 2
            && DateTimeOffset.TryParseExact(parts[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && Guid.TryParse(parts[1], out var id)
            ? new PageRequest(size, time.ToUniversalTime(), id)
            : null;
    }

    /// <summary>Makes a page of rows that were read with one more than the limit.</summary>
    internal Page<T> ToPage<T>(List<T> rows, Func<T, (DateTimeOffset Time, Guid Id)> key)
    {
        if (rows.Count <= Limit) return new Page<T>(rows, null);
        rows.RemoveRange(Limit, rows.Count - Limit);
        var (time, id) = key(rows[^1]);
        return new Page<T>(rows, Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{time:O}|{id}")));
    }
}
