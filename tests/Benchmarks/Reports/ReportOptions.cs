using System.Globalization;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>What of the reports is measured, and how much of it.</summary>
internal sealed record ReportOptions
{
    public static readonly string Usage = $"""
        Usage: dotnet run -c Release --project tests/Benchmarks -- reports [options]
          --rows N      rows of 10 columns (2000000); half of them for workbooks
          --rounds N    how often each case is measured, in turn (3)
          --quick       a smoke test: 50000 rows, one round
          --only A,B    only these cases: {string.Join(", ", ReportCases.All.Select(item => item.Key))}
        """;

    public int Rows { get; init; } = 2_000_000;

    public int Rounds { get; init; } = 3;

    public IReadOnlyList<string> Only { get; init; } = [.. ReportCases.All.Select(item => item.Key)];

    /// <exception cref="FormatException">An argument is not understood.</exception>
    public static ReportOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ReportOptions();
        var left = new Queue<string>(arguments);
        while (left.TryDequeue(out var argument))
        {
            options = argument switch
            {
                "--rows" => options with { Rows = Number() },
                "--rounds" => options with { Rounds = Number() },
                "--quick" => options with { Rows = 50_000, Rounds = 1 },
                "--only" => options with { Only = [.. Value().Split(',').Select(Case)] },
                _ => throw new FormatException($"Unknown argument {argument}.\n{Usage}"),
            };

            string Value() => left.TryDequeue(out var value) ? value : throw new FormatException($"{argument} needs a value.\n{Usage}");

            string Case(string key) =>
                ReportCases.All.Any(item => item.Key == key) ? key : throw new FormatException($"There is no case {key}.\n{Usage}");

            int Number() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new FormatException($"{argument} needs a whole number above 0.\n{Usage}");
        }

        return options;
    }
}
