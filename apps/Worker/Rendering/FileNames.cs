using System.Globalization;

namespace ReportScheduler.Worker.Rendering;

/// <summary>The names under which people get files.</summary>
internal static class FileNames
{
    private const int MaxNameLength = 80;

    /// <summary>For example <c>weekly-sales-2026-11-23T0700Z</c>: letters and digits of any script, nothing a file system minds.</summary>
    public static string Of(string reportName, DateTimeOffset nominalFireAt)
    {
        var letters = reportName.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-').ToArray();
        var name = string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        if (name.Length > MaxNameLength) name = name[..MaxNameLength].TrimEnd('-');
        if (name.Length == 0) name = "report";
        return string.Create(CultureInfo.InvariantCulture, $"{name}-{nominalFireAt.UtcDateTime:yyyy-MM-dd'T'HHmm'Z'}");
    }
}
