namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>The n-th business day of each month at a local time of day; months with fewer business days have none.</summary>
internal sealed class BusinessDayRecurrence(int ordinal, TimeSpan timeOfDay, ClosedTimes closed) : ILocalRecurrence
{
    /// <summary>No month has more weekdays, and only a calendar without weekends more business days.</summary>
    public const int MaxOrdinal = 23;

    private const int MaxMonthsWithout = 1200;

    public LocalFire? Next(DateTime from, bool inclusive)
    {
        var month = new DateTime(from.Year, from.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < MaxMonthsWithout; i++, month = month.AddMonths(1))
        {
            if (Find(month) is not { } date) continue;
            var at = date + timeOfDay;
            if (at > from || (inclusive && at == from)) return new LocalFire(at, null);
        }

        return null;
    }

    private DateTime? Find(DateTime month)
    {
        var left = Math.Abs(ordinal);
        var step = Math.Sign(ordinal);
        var day = step > 0 ? month : month.AddMonths(1).AddDays(-1);
        for (; day.Month == month.Month; day = day.AddDays(step))
        {
            if (!closed.IsClosedDay(day) && --left == 0) return day;
        }

        return null;
    }
}
