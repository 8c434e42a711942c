namespace ReportScheduler.TestKit.Sidecars;

/// <summary>Finds the component files: beside the published tests, else in the repository.</summary>
public static class ComponentFolder
{
    /// <param name="name">Such as <c>embedded</c>.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "components", name);
            if (Directory.Exists(path))
                return path;
        }

        throw new DirectoryNotFoundException($"There is no folder components/{name} above {AppContext.BaseDirectory}.");
    }
}
