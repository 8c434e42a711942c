using Ical.Net;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace ReportScheduler.Domain.Schedules.Recurrences;

/// <summary>An RFC 5545 recurrence rule, evaluated in local time without a zone.</summary>
/// <remarks>
/// A chunk of fires is kept, so that the next one is usually a search in an array. Threads may replace each other's
/// chunk; each is complete in itself.
/// </remarks>
internal sealed class RuleRecurrence(RecurrenceRule rule, DateTime start, DateTime? until, int? count) : ILocalRecurrence
{
    private const int MaxEmptyYears = 100;

    // A year's worth of candidates is listed for each fire of a yearly rule.
    private readonly int _chunkSize = rule.Frequency == FrequencyType.Yearly ? 8 : 32;
    private readonly SubDailyRule? _subDaily = SubDailyRule.Handles(rule.Frequency) ? new SubDailyRule(rule, start) : null;
    private Chunk? _chunk;

    /// <summary>Fires from <paramref name="From"/> on, all of them when <paramref name="IsLast"/>.</summary>
    private sealed record Chunk(DateTime From, DateTime[] Times, bool IsLast);

    public LocalFire? Next(DateTime from, bool inclusive)
    {
        if (from < start) (from, inclusive) = (start, true);
        var chunk = Volatile.Read(ref _chunk);
        if (chunk is null || from < chunk.From || (!chunk.IsLast && chunk.Times[^1] <= from))
        {
            chunk = Load(from);
            Volatile.Write(ref _chunk, chunk);
        }

        var index = Array.BinarySearch(chunk.Times, from);
        if (index >= 0 && !inclusive) index++;
        if (index < 0) index = ~index;
        return index < chunk.Times.Length ? new LocalFire(chunk.Times[index], null) : null;
    }

    private Chunk Load(DateTime from)
    {
        // A count is a count from the start.
        if (count is { } all) return new Chunk(start, [.. Until(Evaluate(start)).Take(all)], IsLast: true);

        DateTime[] times = [.. Until(Evaluate(from)).Take(_chunkSize)];
        return new Chunk(from, times, times.Length < _chunkSize);
    }

    private IEnumerable<DateTime> Until(IEnumerable<DateTime> times) =>
        times.TakeWhile(time => time.Year <= FireCalendar.LastYear && (until is null || time <= until));

    private IEnumerable<DateTime> Evaluate(DateTime from) => _subDaily?.From(from) ?? EvaluateByDay(from);

    private IEnumerable<DateTime> EvaluateByDay(DateTime from)
    {
        var options = new EvaluationOptions { MaxUnmatchedIncrementsLimit = MaxEmptyYears * PeriodsPerYear() / rule.Interval + 1 };
        using var periods = new RecurrencePatternEvaluator(rule)
            .Evaluate(new CalDateTime(Rebase(from)), new CalDateTime(from), options)
            .GetEnumerator();
        var last = DateTime.MinValue;
        while (MoveNext(periods))
        {
            var time = DateTime.SpecifyKind(periods.Current.StartTime.Value, DateTimeKind.Utc);
            if (time < from || time <= last) continue;
            last = time;
            yield return time;
        }
    }

    private static bool MoveNext(IEnumerator<Period> periods)
    {
        try
        {
            return periods.MoveNext();
        }
        catch (EvaluationException)
        {
            // Nothing for a hundred years, or the end of the calendar.
            return false;
        }
    }

    private int PeriodsPerYear() => rule.Frequency switch
    {
        FrequencyType.Daily => 366,
        FrequencyType.Weekly => 53,
        FrequencyType.Monthly => 12,
        _ => 1,
    };

    // A later start of the same rhythm, so that an old one costs nothing. Years stay: their start gives the weekday too.
    private DateTime Rebase(DateTime from)
    {
        switch (rule.Frequency)
        {
            case FrequencyType.Daily or FrequencyType.Weekly:
                var days = rule.Interval * (rule.Frequency == FrequencyType.Weekly ? 7 : 1);
                return start.AddDays(Math.Max(0, (from - start).Days / days - 1) * days);
            case FrequencyType.Monthly:
                var months = (from.Year - start.Year) * 12 + from.Month - start.Month;
                for (var steps = months / rule.Interval - 1; steps > 0; steps--)
                {
                    var rebased = start.AddMonths(steps * rule.Interval);
                    if (rebased.Day == start.Day) return rebased;
                }

                return start;
            default:
                return start;
        }
    }
}
