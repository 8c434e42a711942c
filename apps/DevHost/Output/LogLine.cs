using System.Text.RegularExpressions;

namespace ReportScheduler.DevHost.Output;

/// <summary>Reads the lines of .NET's simple console logger in the form that <see cref="Apps.AppEnvironment"/> asks for.</summary>
internal static partial class LogLine
{
    private const int ConsoleWidth = 400;

    /// <summary>True for the levels warning, error and critical.</summary>
    public static bool IsWarning(string line) => Warning().IsMatch(line);

    /// <summary>True for the frames of a stack trace; the log file has them, and a console is better without.</summary>
    public static bool IsStackFrame(string line) => line.StartsWith("   at ", StringComparison.Ordinal);

    /// <summary>As much of a line as a console should show: exceptions are on the line of their message, at full length.</summary>
    public static string Shorten(string line) => line.Length <= ConsoleWidth ? line : line[..ConsoleWidth] + "…";

    [GeneratedRegex(@"^\S+ (warn|fail|crit): ")]
    private static partial Regex Warning();
}
