using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.Benchmarks;

/// <summary>This program, started once more.</summary>
internal static class OwnProgram
{
    /// <summary>Started as this process was: by <c>dotnet</c>, or by its executable.</summary>
    public static Tool With(params string[] arguments)
    {
        var host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? new Tool(host, [typeof(OwnProgram).Assembly.Location, .. arguments])
            : new Tool(host, arguments);
    }
}
