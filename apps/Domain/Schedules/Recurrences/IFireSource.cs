using NodaTime;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>A series of instants.</summary>
internal interface IFireSource
{
    /// <summary>The first fire strictly after an instant; null when there is none.</summary>
    ResolvedFire? Next(Instant after);
}

/// <summary>An instant, and why it is not the one that was asked for.</summary>
internal readonly record struct ResolvedFire(Instant At, IReadOnlyList<FireShift> Shifts);
