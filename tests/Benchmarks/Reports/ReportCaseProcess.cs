using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>One way in a process of its own, so that its CPU time and memory can be told.</summary>
internal static class ReportCaseProcess
{
    public const string Verb = "report";
    private const string SetupVariable = "BENCHMARK_SETUP";
    private const string AnswerPrefix = ">> ";
    private const int WarmUps = 3;
    private const int WarmUpDivisor = 20;

    /// <summary>Rows that the process asks the server for, for each that is measured.</summary>
    public const double RowsAskedFor = 1 + ((double)WarmUps / WarmUpDivisor);

    public static async Task<ReportOutcome> RunAsync(ReportCase item, ReportSetup setup, CancellationToken cancellationToken)
    {
        ReportOutcome? outcome = null;
        var tool = OwnProgram.With(Verb, item.Key) with
        {
            Environment = new Dictionary<string, string?> { [SetupVariable] = JsonSerializer.Serialize(setup) },
        };
        var result = await tool.RunAsync(new Lines(line => outcome = Read(line) ?? outcome), cancellationToken);
        return result.ExitCode == 0 && outcome is not null ? outcome : throw new InvalidOperationException($"{item.Title} failed.\n{result}");
    }

    /// <summary>What the process does: small files first, so that what is measured is compiled code.</summary>
    public static async Task<int> MeasureAsync(string key, CancellationToken cancellationToken)
    {
        var setup = JsonSerializer.Deserialize<ReportSetup>(Environment.GetEnvironmentVariable(SetupVariable)!)!;
        var make = ReportCases.Of(key).MakeAsync!;
        var path = Path.Combine(setup.Folder, $"{key}-{Environment.ProcessId}");
        for (var i = 0; i < WarmUps; i++)
        {
            await make(setup with { Rows = Math.Max(1, setup.Rows / WarmUpDivisor) }, path, cancellationToken);
            File.Delete(path);
        }

        var (cpu, start) = (ProcessTimes.Of(Environment.ProcessId), TimeProvider.System.GetTimestamp());
        await make(setup, path, cancellationToken);
        var outcome = new ReportOutcome(
            setup.Rows,
            TimeProvider.System.GetElapsedTime(start).TotalSeconds,
            ProcessTimes.Of(Environment.ProcessId) - cpu,
            null,
            Peak(),
            File.Exists(path) ? new FileInfo(path).Length : 0);
        File.Delete(path);
        Console.WriteLine(AnswerPrefix + JsonSerializer.Serialize(outcome));
        return 0;
    }

    private static ReportOutcome? Read(string line) =>
        line.StartsWith(AnswerPrefix, StringComparison.Ordinal) ? JsonSerializer.Deserialize<ReportOutcome>(line[AnswerPrefix.Length..]) : null;

    private static long? Peak()
    {
        if (!OperatingSystem.IsLinux()) return Process.GetCurrentProcess().PeakWorkingSet64;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // Progress<T> would report on another thread, maybe after the process has ended.
    private sealed class Lines(Action<string> take) : IProgress<string>
    {
        public void Report(string value) => take(value);
    }
}
