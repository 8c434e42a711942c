using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.Apps;

/// <summary>Finds the built or published apps.</summary>
public static class AppLocator
{
    /// <summary>
    /// The program of an app: in the folder that corresponds to the own one (<c>artifacts/bin/DevHost/debug</c> and
    /// <c>artifacts/bin/Api/debug</c>), else in <c>apps/Api</c> beside DevHost.
    /// </summary>
    /// <param name="baseDirectory">The folder DevHost runs from.</param>
    /// <param name="project">The app's project, such as <c>Api</c>.</param>
    /// <exception cref="DevHostException">It is in neither.</exception>
    public static Tool Find(string baseDirectory, string project)
    {
        var own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(baseDirectory));
        string[] folders =
        [
            Path.Combine(own, "..", "..", project, Path.GetFileName(own)),
            Path.Combine(own, "apps", project),
        ];
        var name = $"ReportScheduler.{project}";
        var folder = folders.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, name + ".dll")))
            ?? throw new DevHostException($"The app {project} is not built: '{name}.dll' is neither in '{folders[0]}' nor in '{folders[1]}'.");
        folder = Path.GetFullPath(folder);

        // Started as this process was: by `dotnet`, or by the executable that also self-contained apps have.
        var executable = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
        var host = Environment.ProcessPath!;
        var tool = Path.GetFileNameWithoutExtension(host) == "dotnet" || !File.Exists(executable)
            ? new Tool(Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", Path.Combine(folder, name + ".dll"))
            : new Tool(executable);
        return tool with { WorkingDirectory = folder };
    }
}
