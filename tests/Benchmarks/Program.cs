using System.Runtime.InteropServices;
using ReportScheduler.Benchmarks.Cases;
using ReportScheduler.Benchmarks.CommandLine;
using ReportScheduler.Benchmarks.Ours;
using ReportScheduler.Benchmarks.Peers;
using ReportScheduler.Benchmarks.Reports;
using ReportScheduler.TestKit.Simulation;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    interrupted.Cancel();
});

switch (args)
{
    case ["triggers", .. var rest]:
        return await ExitCodeAsync(() => TriggerBenchmarks.RunAsync(BenchmarkOptions.Parse(rest), interrupted.Token));

    case ["reports", .. var rest]:
        return await ExitCodeAsync(() => ReportBenchmarks.RunAsync(ReportOptions.Parse(rest), interrupted.Token));

    case ["simulate"]:
        return ScheduleSimulation.Run(schedules: 10_000, seed: 1, Console.Out, interrupted.Token).Violations.Count == 0 ? 0 : 1;

    // What follows is started by the benchmarks themselves, each in a process of its own so that its CPU time can be told.
    case [PeerProcess.Verb, var peer]:
        return await PeerHost.RunAsync(peer, interrupted.Token);
    case [ReportCaseProcess.Verb, var key]:
        return await ReportCaseProcess.MeasureAsync(key, interrupted.Token);
    case [SidecarProcess.Verb, var optionsFile]:
        return await SidecarProcess.ServeAsync(optionsFile, interrupted.Token);
    default:
        Console.Error.WriteLine(BenchmarkOptions.Usage);
        Console.Error.WriteLine(ReportOptions.Usage);
        return 2;
}

async Task<int> ExitCodeAsync(Func<Task> benchmarks)
{
    try
    {
        await benchmarks();
        return 0;
    }
    catch (FormatException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
    catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
    {
        return 130;
    }
}
