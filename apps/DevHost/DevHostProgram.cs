using ReportScheduler.DevHost.CommandLine;
using ReportScheduler.DevHost.Data;
using ReportScheduler.DevHost.Output;

namespace ReportScheduler.DevHost;

/// <summary>Turns the command line into a run and its end into an exit code.</summary>
public static partial class DevHostProgram
{
    private const int Failed = 1;
    private const int Misused = 2;

    /// <summary>Runs until Ctrl+C, SIGTERM or the terminal's end.</summary>
    /// <returns>0 after an orderly end, 1 when something has to be put right first, 2 for a command line that cannot be read.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        DevHostOptions options;
        try
        {
            options = DevHostCommandLine.Parse(args);
        }
        catch (UsageException problem)
        {
            await errors.WriteLineAsync(problem.Message);
            return Misused;
        }

        if (options.Help)
        {
            await output.WriteLineAsync(DevHostCommandLine.Usage);
            return 0;
        }

        using var interruption = new Interruption(TimeProvider.System);
        var console = new DevHostConsole(output, errors, options.Verbose, TimeProvider.System);
        try
        {
            using var data = DataFolder.Open(options.DataFolder ?? Path.Combine(Repository.Find() ?? Environment.CurrentDirectory, ".data"));
            using var loggers = CreateLoggers(data, console);
            return await RunAsync(new DevHostRun(options, data, console, loggers, TimeProvider.System), console, loggers, interruption.Token);
        }
        catch (DevHostException problem)
        {
            console.Error(problem.Message);
            return Failed;
        }
    }

    private static async Task<int> RunAsync(
        DevHostRun run, DevHostConsole console, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            await run.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Interrupted while it was starting.
        }
        catch (Exception problem) when (problem is not DevHostException)
        {
            LogFailed(loggers.CreateLogger<DevHostRun>(), problem.Message, problem);
            return Failed;
        }

        console.Report("Stopped");
        return 0;
    }

    private static ILoggerFactory CreateLoggers(DataFolder data, DevHostConsole console) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning)
        .AddProvider(new LogFileProvider(new LogFile(Path.Combine(data.Logs, "devhost.log")), console, TimeProvider.System)));

    [LoggerMessage(LogLevel.Critical, "DevHost failed: {Problem} Its log has the details.")]
    private static partial void LogFailed(ILogger logger, string problem, Exception exception);
}
