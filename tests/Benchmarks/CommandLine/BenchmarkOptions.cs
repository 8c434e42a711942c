using System.Globalization;
using ReportScheduler.Benchmarks.Cases;

namespace ReportScheduler.Benchmarks.CommandLine;

/// <summary>What is measured, and how much of it.</summary>
internal sealed record BenchmarkOptions
{
    public static readonly string Usage = $"""
        Usage: dotnet run -c Release --project tests/Benchmarks -- triggers [options]
          --rows N      schedules due at one instant (20000)
          --million N   schedules in the large table (1000000)
          --rounds N    how often each case is measured, in turn (3)
          --quick       a smoke test: 2000 due, 50000 in the large table, one round
          --only A,B    only these cases: {string.Join(", ", CaseKeys.All)}
        Or: dotnet run -c Release --project tests/Benchmarks -- simulate
          a year of 10000 schedules of every kind on a virtual clock; 1 when one fires wrongly
        """;

    /// <summary>Schedules due at one instant.</summary>
    public int Rows { get; init; } = 20_000;

    /// <summary>Schedules in the large table.</summary>
    public int LargeTable { get; init; } = 1_000_000;

    /// <summary>How often each case is measured.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Seconds of steady load.</summary>
    public int SteadySeconds { get; init; } = 30;

    /// <summary>The cases.</summary>
    public IReadOnlyList<string> Only { get; init; } = CaseKeys.All;

    /// <exception cref="FormatException">An argument is not understood.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions();
        var left = new Queue<string>(arguments);
        while (left.TryDequeue(out var argument))
        {
            options = argument switch
            {
                "--rows" => options with { Rows = Number() },
                "--million" => options with { LargeTable = Number() },
                "--rounds" => options with { Rounds = Number() },
                "--quick" => options with { Rows = 2000, LargeTable = 50_000, Rounds = 1, SteadySeconds = 5 },
                "--only" => options with { Only = [.. Value().Split(',').Select(Case)] },
                _ => throw new FormatException($"Unknown argument {argument}.\n{Usage}"),
            };

            string Value() => left.TryDequeue(out var value) ? value : throw new FormatException($"{argument} needs a value.\n{Usage}");

            string Case(string key) => CaseKeys.All.Contains(key) ? key : throw new FormatException($"There is no case {key}.\n{Usage}");

            int Number() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new FormatException($"{argument} needs a whole number above 0.\n{Usage}");
        }

        return options.Rows <= options.LargeTable
            ? options
            : throw new FormatException($"--rows cannot be more than --million.\n{Usage}");
    }
}
