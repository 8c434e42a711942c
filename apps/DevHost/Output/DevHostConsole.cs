using System.Globalization;

namespace ReportScheduler.DevHost.Output;

/// <summary>
/// What the developer sees: progress, warnings and errors on standard error, and on standard output nothing but the line with
/// the address.
/// </summary>
public sealed class DevHostConsole(TextWriter output, TextWriter errors, bool verbose, TimeProvider time) : IProgress<string>
{
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();

    /// <summary>Says what is being done, with the seconds since the start.</summary>
    public void Report(string value)
    {
        var elapsed = time.GetElapsedTime(_start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        Error($"{elapsed,6} s  {value}");
    }

    /// <summary>Shows a line of an app or of DevHost's own log if it is a warning or worse, or if everything is shown.</summary>
    public void Log(string source, string line, bool isWarning)
    {
        if (isWarning || verbose)
            Error($"[{source}] {line}");
    }

    /// <summary>Shows a sentence about something that went wrong.</summary>
    public void Error(string sentence) => Write(errors, sentence);

    /// <summary>Prints the line that says where everything is to be found.</summary>
    public void Ready(string line) => Write(output, line);

    private void Write(TextWriter writer, string line)
    {
        lock (_gate)
        {
            try
            {
                writer.WriteLine(line);
            }
            catch (IOException)
            {
                // The terminal is gone; what it started must be stopped all the same.
            }
        }
    }
}
