using NodaTime;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Instants as local wall time of a zone, in microseconds since 2000. A spreadsheet has no zones, so the two passes through the
/// hour that is repeated in autumn look alike.
/// </summary>
/// <param name="timeZone">IANA id; an unknown one counts as UTC.</param>
internal sealed class LocalClock(string timeZone)
{
    private static readonly Instant Epoch = Instant.FromUtc(2000, 1, 1, 0, 0);

    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;
    private long _start = long.MaxValue;
    private long _end = long.MinValue;
    private long _offset;

    /// <summary>Local time of an instant in the years 1 to 9999.</summary>
    public long ToLocal(long microseconds)
    {
        // Rows mostly come in order of time: the zone's history is looked up only where its offset changes.
        if (microseconds < _start || microseconds >= _end) MoveTo(Epoch.PlusTicks(microseconds * TimeSpan.TicksPerMicrosecond));
        return microseconds + _offset;
    }

    private void MoveTo(Instant instant)
    {
        var interval = _zone.GetZoneInterval(instant);
        _start = interval.HasStart ? Microseconds(interval.Start) : long.MinValue;
        _end = interval.HasEnd ? Microseconds(interval.End) : long.MaxValue;
        _offset = interval.WallOffset.Ticks / TimeSpan.TicksPerMicrosecond;
    }

    private static long Microseconds(Instant instant) => (instant - Epoch).BclCompatibleTicks / TimeSpan.TicksPerMicrosecond;
}
