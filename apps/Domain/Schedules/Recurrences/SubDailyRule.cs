using Ical.Net;
using Ical.Net.DataTypes;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>
/// Evaluates rules that repeat by hour, minute or second. Ical.Net visits every period from the start on, which takes
/// seconds for an old start or a rule such as <c>FREQ=SECONDLY;BYMONTH=1</c>; here whole days, hours and minutes that
/// the rule leaves out are passed over at once.
/// </summary>
internal sealed class SubDailyRule(RecurrenceRule rule, DateTime start)
{
    /// <summary>Periods in a row without a fire after which the rule is taken to have no more.</summary>
    private const int MaxEmptyPeriods = 100_000;

    private readonly long _unit = rule.Frequency switch
    {
        FrequencyType.Hourly => TimeSpan.TicksPerHour,
        FrequencyType.Minutely => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerSecond,
    };

    private readonly int[] _minutes = [.. (rule.ByMinute.Count > 0 ? rule.ByMinute : [start.Minute]).Distinct().Order()];
    private readonly int[] _seconds = [.. (rule.BySecond.Count > 0 ? rule.BySecond : [start.Second]).Distinct().Order()];

    public static bool Handles(FrequencyType frequency) =>
        frequency is FrequencyType.Hourly or FrequencyType.Minutely or FrequencyType.Secondly;

    /// <summary>The fires at or after a local time, in order.</summary>
    public IEnumerable<DateTime> From(DateTime from)
    {
        var first = new DateTime(start.Ticks - start.Ticks % _unit, DateTimeKind.Utc);
        var step = _unit * rule.Interval;
        var period = first.AddTicks(Math.Max(0, (from - first).Ticks / step) * step);
        for (var empty = 0; empty < MaxEmptyPeriods && period.Year <= FireCalendar.LastYear; empty++)
        {
            if (PassOver(period) is { } next)
            {
                period = first.AddTicks(((next - first).Ticks + step - 1) / step * step);
                continue;
            }

            foreach (var time in InPeriod(period))
            {
                if (time < start || time < from) continue;
                empty = 0;
                yield return time;
            }

            period = period.AddTicks(step);
        }
    }

    // The end of the day, hour or minute that the rule leaves out.
    private DateTime? PassOver(DateTime period)
    {
        if (!IsDay(period)) return period.Date.AddDays(1);
        if (rule.ByHour.Count > 0 && !rule.ByHour.Contains(period.Hour)) return period.Date.AddHours(period.Hour + 1);
        if (_unit < TimeSpan.TicksPerHour && rule.ByMinute.Count > 0 && !rule.ByMinute.Contains(period.Minute))
            return period.Date.AddMinutes(period.Hour * 60 + period.Minute + 1);
        if (_unit < TimeSpan.TicksPerMinute && rule.BySecond.Count > 0 && !rule.BySecond.Contains(period.Second))
            return period.AddSeconds(1);
        return null;
    }

    private bool IsDay(DateTime day)
    {
        var daysInMonth = DateTime.DaysInMonth(day.Year, day.Month);
        var daysInYear = DateTime.IsLeapYear(day.Year) ? 366 : 365;
        return (rule.ByMonth.Count == 0 || rule.ByMonth.Contains(day.Month))
            && (rule.ByMonthDay.Count == 0 || rule.ByMonthDay.Contains(day.Day) || rule.ByMonthDay.Contains(day.Day - daysInMonth - 1))
            && (rule.ByYearDay.Count == 0 || rule.ByYearDay.Contains(day.DayOfYear) || rule.ByYearDay.Contains(day.DayOfYear - daysInYear - 1))
            && (rule.ByDay.Count == 0 || rule.ByDay.Any(weekday => weekday.DayOfWeek == day.DayOfWeek));
    }

    private IEnumerable<DateTime> InPeriod(DateTime period)
    {
        int[] minutes = _unit == TimeSpan.TicksPerHour ? _minutes : [0];
        int[] seconds = _unit >= TimeSpan.TicksPerMinute ? _seconds : [0];
        var count = minutes.Length * seconds.Length;
        for (var i = 0; i < count; i++)
        {
            if (rule.BySetPosition.Count > 0 && !rule.BySetPosition.Contains(i + 1) && !rule.BySetPosition.Contains(i - count)) continue;
            yield return period.AddSeconds(minutes[i / seconds.Length] * 60 + seconds[i % seconds.Length]);
        }
    }
}
