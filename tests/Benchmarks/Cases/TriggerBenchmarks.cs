using ReportScheduler.Benchmarks.CommandLine;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Cases;

/// <summary>Measures the cases in turn, round after round, and prints the table.</summary>
internal static class TriggerBenchmarks
{
    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        await using var server = await BenchmarkServer.StartAsync(cancellationToken);
        await using var contenders = new Contenders(server, options);
        var chosen = new CaseList(server, contenders, new WaveRunner(server, time), options, time).All
            .Where(item => options.Only.Contains(item.Key)).ToList();
        var machine = await MachineAsync(server, cancellationToken);
        Console.WriteLine(machine);

        var rounds = new List<IReadOnlyDictionary<string, Outcome>>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            var outcomes = new Dictionary<string, Outcome>();
            foreach (var item in chosen)
            {
                outcomes[item.Key] = await item.MeasureAsync(cancellationToken);
                Console.WriteLine($"round {round}: {item.Title}: {OutcomeText.Of(outcomes[item.Key])}");
            }

            rounds.Add(outcomes);
        }

        Console.WriteLine();
        Console.WriteLine(RatioTable.Of(chosen, rounds, options.Rows));
        Console.WriteLine(machine);
    }

    private static async Task<string> MachineAsync(BenchmarkServer server, CancellationToken cancellationToken) =>
        FormattableString.Invariant($"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0} GiB, ")
        + $".NET {Environment.Version}, {await server.DescribeAsync(cancellationToken)}";
}
