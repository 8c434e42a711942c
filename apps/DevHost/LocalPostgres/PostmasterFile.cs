using System.Diagnostics;
using System.Globalization;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>
/// The file <c>postmaster.pid</c> by which a running server marks its data folder. Its layout is fixed by PostgreSQL's
/// <c>src/include/utils/pidfile.h</c>: the process id is on the first line.
/// </summary>
internal static class PostmasterFile
{
    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    /// <summary>True if a server runs on the folder.</summary>
    public static bool IsServerRunning(string dataFolder) => OwnerOf(dataFolder) is { IsServer: true };

    /// <summary>
    /// After a crash the id may belong to some other program by now, which PostgreSQL takes for a server and refuses to start.
    /// </summary>
    public static void DeleteIfTaken(string dataFolder)
    {
        if (OwnerOf(dataFolder) is { IsServer: false })
            File.Delete(PathIn(dataFolder));
    }

    private static (int Pid, bool IsServer)? OwnerOf(string dataFolder)
    {
        try
        {
            var line = File.ReadLines(PathIn(dataFolder)).FirstOrDefault();
            if (!int.TryParse(line, CultureInfo.InvariantCulture, out var pid))
                return null;
            using var process = Process.GetProcessById(Math.Abs(pid));
            return (pid, process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception problem) when (problem is IOException or ArgumentException or InvalidOperationException)
        {
            // No file, no such process, or it ended meanwhile.
            return null;
        }
    }
}
