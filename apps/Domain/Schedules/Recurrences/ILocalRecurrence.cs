namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>A series of local times without a zone, carried as <see cref="DateTime"/> "as if UTC", the form Cronos works in.</summary>
internal interface ILocalRecurrence
{
    /// <summary>The first local time after <paramref name="from"/>, or at it when <paramref name="inclusive"/>; null when there is none.</summary>
    LocalFire? Next(DateTime from, bool inclusive);
}

/// <summary>A local time, and why it is not the one that was asked for.</summary>
internal readonly record struct LocalFire(DateTime At, FireShift? Shift);
