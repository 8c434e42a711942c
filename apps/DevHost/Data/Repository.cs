namespace ReportScheduler.DevHost.Data;

/// <summary>The source repository, when DevHost runs from a build inside it.</summary>
public static class Repository
{
    /// <summary>The repository's root folder; null when DevHost was published to somewhere else.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ReportScheduler.sln")))
                return folder.FullName;
        }

        return null;
    }
}
