using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ReportScheduler.Benchmarks.Measuring;

/// <summary>CPU time so far, in seconds.</summary>
internal static class ProcessTimes
{
    // USER_HZ, which Linux fixes for programs whatever the kernel's own tick is.
    private const double TicksPerSecond = 100;

    /// <summary>Of one process.</summary>
    public static double Of(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            throw new InvalidOperationException($"Process {processId} has ended while it was measured.", e);
        }
    }

    /// <summary>
    /// Of a server and the processes it started, also of those that have ended. Only on Linux, where a process's file
    /// tells what its children needed that have ended.
    /// </summary>
    public static double OfTree(int serverId)
    {
        var total = 0.0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || Stat(id) is not { } stat)
                continue;
            if (id == serverId)
                total += Ticks(stat, 11) + Ticks(stat, 12) + Ticks(stat, 13) + Ticks(stat, 14);
            else if (ParentOf(stat) == serverId)
                total += Ticks(stat, 11) + Ticks(stat, 12);
        }

        return total / TicksPerSecond;
    }

    /// <summary>Of all processes of the machine together; null where that cannot be told.</summary>
    public static double? OfMachine()
    {
        if (!File.Exists("/proc/stat"))
            return null;
        // user, nice, system, idle, iowait, irq, softirq; what follows is counted in user or is another machine's.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..8]
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4]) / TicksPerSecond;
    }

    /// <summary>The process that started another; null where that cannot be told.</summary>
    public static int? ParentOf(int processId) => Stat(processId) is { } stat ? ParentOf(stat) : null;

    private static int ParentOf(string[] stat) => int.Parse(stat[1], CultureInfo.InvariantCulture);

    private static double Ticks(string[] stat, int index) => double.Parse(stat[index], CultureInfo.InvariantCulture);

    /// <summary>The fields behind the name, which may have spaces: state, parent and so on, as in proc(5) from its third on.</summary>
    private static string[]? Stat(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
