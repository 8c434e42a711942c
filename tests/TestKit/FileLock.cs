namespace ReportScheduler.TestKit;

/// <summary>A file by which one process at a time has something; it is free again when the process ends, however it does.</summary>
internal static class FileLock
{
    /// <summary>Makes the file if need be and keeps it locked until the result is disposed.</summary>
    /// <returns>Null if the file belongs to a process that lives, or to another user.</returns>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
