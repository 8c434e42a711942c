using System.Buffers.Binary;

namespace ReportScheduler.Domain.Runs;

/// <summary>
/// A run's id is a UUIDv7 (RFC 9562) whose time is the run's nominal fire time, so that the id alone names the monthly
/// partition the run lives in.
/// </summary>
public static class RunId
{
    /// <summary>A new id for a run with this nominal fire time; see <see cref="Truncate"/> for its resolution.</summary>
    public static Guid Create(DateTimeOffset nominalFireAt) => Guid.CreateVersion7(nominalFireAt);

    /// <summary>The nominal fire time in an id, in milliseconds. An id that is no UUIDv7 gives a time without runs.</summary>
    public static DateTimeOffset NominalFireAt(Guid runId)
    {
        Span<byte> bytes = stackalloc byte[16];
        runId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : DateTimeOffset.MaxValue;
    }

    /// <summary>Cuts a time to whole milliseconds, the resolution of a nominal fire time.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
