using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ReportScheduler.TestKit.Processes;

/// <summary>Signals that <see cref="System.Diagnostics.Process"/> cannot send. There are none on Windows.</summary>
internal static partial class UnixSignals
{
    public const int Terminate = 15;

    // POSIX leaves the numbers of these two to the system.
    public static int Stop => OperatingSystem.IsMacOS() ? 17 : 19;

    public static int Continue => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <exception cref="Win32Exception">There is no such process, or it is not ours.</exception>
    public static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
