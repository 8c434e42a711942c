using System.Globalization;

namespace ReportScheduler.TestKit.Simulation;

/// <summary>What a simulation saw.</summary>
public sealed record SimulationResult
{
    public int Schedules { get; init; }
    public int Zones { get; init; }

    /// <summary>Fires that were accounted for.</summary>
    public long Fires { get; init; }

    public long Ran { get; init; }
    public long Missed { get; init; }

    /// <summary>Skipped because a calendar closes them.</summary>
    public long Closed { get; init; }

    /// <summary>Not at the local time that was asked for.</summary>
    public long Shifted { get; init; }

    /// <summary>Fires that were also found by asking every minute.</summary>
    public long Compared { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Broken invariants with the schedule they were seen on; empty when all is well.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];

    /// <summary>One line for people.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Schedules} schedules in {Zones} zones: {Fires} fires ({Ran} ran, {Missed} missed, {Closed} closed, {Shifted} shifted), "
        + $"{Compared} compared minute by minute, {Violations.Count} violations, {Elapsed.TotalSeconds:F1} s");

    internal SimulationResult Plus(SimulationResult other) => this with
    {
        Schedules = Schedules + other.Schedules,
        Fires = Fires + other.Fires,
        Ran = Ran + other.Ran,
        Missed = Missed + other.Missed,
        Closed = Closed + other.Closed,
        Shifted = Shifted + other.Shifted,
        Compared = Compared + other.Compared,
        Violations = other.Violations.Count == 0 ? Violations : [.. Violations, .. other.Violations],
    };
}
