namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>One local time.</summary>
internal sealed class OneOffRecurrence(DateTime at) : ILocalRecurrence
{
    public LocalFire? Next(DateTime from, bool inclusive) => from < at || (inclusive && from == at) ? new LocalFire(at, null) : null;
}
