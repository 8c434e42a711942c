namespace ReportScheduler.Reports;

/// <summary>Tells a disk without room from other failures of it.</summary>
internal static class StorageSpace
{
    // .NET gives the system's own number where it has no exception of its own: errno on Unix, an HRESULT on Windows.
    private const int NoSpace = 28;
    private const int QuotaExceededOnLinux = 122;
    private const int QuotaExceededOnMac = 69;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static bool IsExhausted(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult is WindowsHandleDiskFull or WindowsDiskFull
        : exception.HResult is NoSpace || exception.HResult == (OperatingSystem.IsMacOS() ? QuotaExceededOnMac : QuotaExceededOnLinux);

    public static ReportException Exhausted(Exception cause) => new(
        ReportErrors.StorageFull, "There is no room left to store files: try again later, or ask an operator.", cause, isTransient: true);
}
