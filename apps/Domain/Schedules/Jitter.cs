namespace ReportScheduler.Domain.Schedules;

/// <summary>Spreads schedules that are due at the same moment.</summary>
public static class Jitter
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>The place of a schedule within its jitter: always the same for one id, in [0, <paramref name="jitterSeconds"/>), in whole milliseconds.</summary>
    /// <remarks>
    /// FNV-1a over the 16 bytes of the id (big endian), then the finalizer of MurmurHash3, because ids made in the same
    /// millisecond differ in few bits. Stored next fires depend on it: it must never change.
    /// </remarks>
    public static TimeSpan Of(Guid scheduleId, int jitterSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(jitterSeconds);
        Span<byte> bytes = stackalloc byte[16];
        scheduleId.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = FnvOffset;
        foreach (var value in bytes) hash = (hash ^ value) * FnvPrime;

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        hash ^= hash >> 33;
        return TimeSpan.FromMilliseconds((long)Math.BigMul(hash, (ulong)jitterSeconds * 1000, out _));
    }
}
