namespace ReportScheduler.DevHost.Sidecar.State;

/// <summary>A stored value.</summary>
/// <param name="Data">The bytes as saved.</param>
/// <param name="ETag">A new UUID on every write.</param>
/// <param name="ExpiresAt">Null for a value that stays.</param>
internal sealed record StateEntry(ReadOnlyMemory<byte> Data, string ETag, DateTimeOffset? ExpiresAt)
{
    /// <summary>The metadata daprd returns with a value.</summary>
    public IReadOnlyDictionary<string, string> Metadata => ExpiresAt is { } at
        ? new Dictionary<string, string> { ["ttlExpireTime"] = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", null) }
        : [];
}

/// <summary>One write.</summary>
/// <param name="Key">Key with its prefix.</param>
/// <param name="Data">New value; null deletes.</param>
/// <param name="ETag">Must match when not empty.</param>
/// <param name="FirstWrite">Without an etag the key must not exist.</param>
/// <param name="Ttl">Null for a value that stays.</param>
internal sealed record StateWrite(string Key, ReadOnlyMemory<byte>? Data, string? ETag, bool FirstWrite, TimeSpan? Ttl);

/// <summary>A write whose etag does not match, or a first write of a key that exists.</summary>
internal sealed class ETagMismatchException(string detail)
    : Exception($"possible etag mismatch. error from state store: {detail}");
