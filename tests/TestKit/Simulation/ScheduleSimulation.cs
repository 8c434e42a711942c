using System.Diagnostics;
using System.Globalization;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.TestKit.Simulation;

/// <summary>
/// A year of schedules of every kind, in every zone in turn, on a virtual clock with outages and clocks set back, without
/// a database. Every fire must be accounted for once, in order, at the right time on the wall.
/// </summary>
public static class ScheduleSimulation
{
    private const int Year = 2026;

    /// <summary>One of so many schedules is also compared with asking every minute.</summary>
    private const int NaiveEvery = 40;

    private const int MaxViolations = 20;

    /// <summary>Runs it on all processors.</summary>
    /// <param name="schedules">How many; the number of zones is about 600.</param>
    /// <param name="seed">The same seed gives the same schedules and faults.</param>
    /// <param name="output">Told about progress and the result.</param>
    /// <param name="cancellationToken">Ends it early with an exception.</param>
    public static SimulationResult Run(int schedules, int seed, TextWriter output, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var result = new SimulationResult();
        var gate = new Lock();
        Parallel.For(0, schedules, new ParallelOptions { CancellationToken = cancellationToken }, () => new SimulationResult(), (i, _, mine) =>
        {
            var one = Simulate(unchecked(seed * 1_000_003 + i), i, cancellationToken);
            if ((i + 1) % 1000 == 0)
            {
                lock (gate) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"schedule {i + 1} of {schedules}"));
            }

            return mine.Plus(one);
        },
        mine =>
        {
            lock (gate) result = result.Plus(mine);
        });

        result = result with { Zones = Math.Min(schedules, RandomSchedules.Zones.Count), Elapsed = Stopwatch.GetElapsedTime(started) };
        output.WriteLine(result.Describe());
        foreach (var violation in result.Violations.Take(MaxViolations)) output.WriteLine(violation);
        return result;
    }

    private static SimulationResult Simulate(int seed, int number, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var zone = RandomSchedules.Zones[number % RandomSchedules.Zones.Count];
        var schedules = new RandomSchedules(random, Year);
        var errors = new List<FieldError>();
        while (true)
        {
            var (timing, calendars) = schedules.Next(zone);
            errors.Clear();
            if (FireCalendar.TryCreate(timing, calendars, errors) is { } calendar)
            {
                var naive = number % NaiveEvery == 0 ? 10 : 0;
                return new SimulatedSchedule(timing, calendars, calendar, schedules.CatchUp(), random).Run(Year, naive, cancellationToken);
            }

            // Chance made one without any fire; anything else is a mistake.
            if (errors.Exists(error => error.Code != "never_fires"))
                return new SimulationResult { Violations = [$"refused: {errors[0]} {SimulatedSchedule.Text(timing)}"] };
        }
    }
}
