using NodaTime;
using ReportScheduler.Domain.Schedules.Recurrences;

namespace ReportScheduler.Domain.Schedules;

/// <summary>
/// The fires of a schedule: its entries in its zone, with its calendars. Immutable and thread-safe; the trigger and the
/// preview use the same one.
/// </summary>
/// <remarks>
/// Calendars judge local times before the zone resolves them: a fire is moved to another day first, and what the zone
/// skips or repeats on that day is decided then. A fire that nothing can move is returned with its skip reason.
/// </remarks>
public sealed class FireCalendar
{
    public const int FirstYear = 1900;

    /// <summary>The last year in which anything fires.</summary>
    public const int LastYear = 2399;

    public const int MaxEntries = 20;
    public const int MaxCalendars = 10;
    public const int MaxJitterSeconds = 3600;

    internal static readonly Instant Earliest = Instant.FromUtc(FirstYear, 1, 1, 0, 0);
    internal static readonly Instant Latest = Instant.FromUtc(LastYear + 1, 1, 1, 0, 0);

    private readonly DateTimeZone _zone;
    private readonly ClosedTimes _closed;
    private readonly IFireSource[] _sources;
    private readonly Instant _beforeFirst;
    private readonly Instant _end;

    private FireCalendar(ScheduleTiming timing, DateTimeZone zone, ClosedTimes closed, IFireSource[] sources)
    {
        _zone = zone;
        _closed = closed;
        _sources = sources;
        _beforeFirst = Earliest;
        _end = Latest;
        if (timing.StartAt is { } start && Instant.FromDateTimeOffset(start) is var first && first > Earliest)
            _beforeFirst = first - Duration.FromTicks(1);
        if (timing.EndAt is { } end && Instant.FromDateTimeOffset(end) is var last && last < Latest) _end = last;
    }

    /// <summary>Compiles a timing.</summary>
    /// <param name="timing">What a person wrote.</param>
    /// <param name="calendars">At least those that the timing refers to.</param>
    /// <param name="errors">Receives what is wrong, with paths such as <c>timing.entries[0].cron</c>.</param>
    /// <returns>The calendar, or null when there are errors.</returns>
    public static FireCalendar? TryCreate(ScheduleTiming timing, IReadOnlyList<BusinessCalendar> calendars, ICollection<FieldError> errors)
    {
        var found = new List<FieldError>();
        var calendar = TimingReader.Read(timing, calendars, found) is { } parts
            ? new FireCalendar(timing, parts.Zone, parts.Closed, parts.Sources)
            : null;
        if (calendar is not null && timing.EndAt is not null && calendar.Next(DateTimeOffset.MinValue) is null)
        {
            found.Add(new FieldError("timing.endAt", "never_fires", "Nothing fires between start and end; choose a later end."));
            calendar = null;
        }

        foreach (var error in found) errors.Add(error);
        return calendar;
    }

    /// <summary>Compiles what was validated when it was stored.</summary>
    /// <exception cref="FormatException">The timing is not valid; the message is that of its first error.</exception>
    public static FireCalendar Create(ScheduleTiming timing, IReadOnlyList<BusinessCalendar> calendars)
    {
        var errors = new List<FieldError>();
        return TryCreate(timing, calendars, errors) ?? throw new FormatException(errors[0].Message);
    }

    /// <summary>The first fire strictly after an instant on the nominal axis (without jitter); null when there is none.</summary>
    /// <exception cref="FireOrderException">The computed fire does not lie after <paramref name="after"/>.</exception>
    public Fire? Next(DateTimeOffset after)
    {
        var from = Instant.FromDateTimeOffset(after);
        if (from < _beforeFirst) from = _beforeFirst;
        if (from >= _end) return null;

        ResolvedFire? earliest = null;
        foreach (var source in _sources)
        {
            if (source.Next(from) is { } fire && (earliest is not { } known || Precedes(fire, known))) earliest = fire;
        }

        if (earliest is not { } next || next.At >= _end) return null;
        if (next.At <= from) throw new FireOrderException($"The fire {next.At} does not lie after {from} in {_zone.Id}.");

        var skip = _closed.IsEmpty ? null : _closed.At(ZonedRecurrence.ToLocal(next.At, _zone.GetZoneInterval(next.At)));
        return new Fire(next.At.ToDateTimeOffset(), next.Shifts, skip?.Reason, skip?.Detail);
    }

    /// <summary>The same moment with the offset of the schedule's zone.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant).InZone(_zone).ToDateTimeOffset();

    /// <summary>The smallest distance between fires after an instant, for a check against a minimum interval; null with fewer than two fires.</summary>
    /// <remarks>
    /// It looks at the next <paramref name="fires"/> fires of the schedule, and at as many of each entry by itself from its
    /// own next fire on, so that an entry that is dense only on some days is not hidden by frequent fires of another.
    /// A distance that occurs only after that many fires of one entry is not seen; 1000 cover every hour of a month.
    /// </remarks>
    /// <param name="from">Where to start, exclusive.</param>
    /// <param name="fires">How many fires to look at, at least 2.</param>
    public TimeSpan? SmallestInterval(DateTimeOffset from, int fires)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fires, 2);
        var start = Instant.FromDateTimeOffset(from);
        if (start < _beforeFirst) start = _beforeFirst;

        var smallest = Smallest(after => Next(after.ToDateTimeOffset()) is { } fire ? Instant.FromDateTimeOffset(fire.At) : null);
        foreach (var source in _sources)
        {
            if (_sources.Length > 1 && Smallest(after => source.Next(after)?.At) is { } own && (smallest is null || own < smallest)) smallest = own;
        }

        return smallest?.ToTimeSpan();

        Duration? Smallest(Func<Instant, Instant?> next)
        {
            Duration? least = null;
            var previous = next(start);
            for (var i = 1; i < fires && previous is { } known && next(known) is { } fire && fire < _end; i++, previous = fire)
            {
                if (least is null || fire - known < least) least = fire - known;
            }

            return least;
        }
    }

    // Of two that fire at the same moment, the one that nothing moved explains itself.
    private static bool Precedes(ResolvedFire fire, ResolvedFire other) =>
        fire.At < other.At || (fire.At == other.At && fire.Shifts.Count < other.Shifts.Count);
}
