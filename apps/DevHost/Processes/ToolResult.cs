namespace ReportScheduler.DevHost.Processes;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">0 is success.</param>
/// <param name="Output">The last lines of its output and errors.</param>
public sealed record ToolResult(int ExitCode, string Output)
{
    /// <summary>There is no such program; shells use the same exit code.</summary>
    public static ToolResult NotFound { get; } = new(127, "");

    /// <summary>It ended with exit code 0.</summary>
    public bool Succeeded => ExitCode == 0;
}
