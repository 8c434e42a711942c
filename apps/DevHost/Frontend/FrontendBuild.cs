using ReportScheduler.DevHost.Data;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.Frontend;

/// <summary>Builds the user interface when it is not built yet, or its sources are newer than what was built.</summary>
public static class FrontendBuild
{
    private static readonly string Npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
    private static readonly string[] NotSources = ["node_modules", "dist", "test-results", "playwright-report"];

    /// <summary>The folder to serve; null if it cannot be built, which the console then says.</summary>
    public static async Task<string?> EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "frontend");
        if (Directory.Exists(published))
            return published;
        if (Repository.Find() is not { } repository || !File.Exists(Path.Combine(repository, "frontend", "package.json")))
        {
            progress.Report("There is no user interface beside this DevHost: only the API is served");
            return null;
        }

        return await EnsureAsync(Path.Combine(repository, "frontend"), progress, cancellationToken);
    }

    private static async Task<string?> EnsureAsync(string folder, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var dist = Path.Combine(folder, "dist");
        if (IsUpToDate(folder, dist))
            return dist;

        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (WrittenAt(installed) < WrittenAt(Path.Combine(folder, "package-lock.json")))
        {
            progress.Report("Installing what the user interface is built with (npm ci)");
            if (!await RunAsync(folder, progress, cancellationToken, "ci", "--no-audit", "--no-fund"))
                return null;
        }

        progress.Report("Building the user interface (npm run build)");
        return await RunAsync(folder, progress, cancellationToken, "run", "build") ? dist : null;
    }

    private static async Task<bool> RunAsync(
        string folder, IProgress<string> progress, CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await new Tool(Npm, arguments) { WorkingDirectory = folder }
            .RunAsync(new IndentedLines(progress), cancellationToken);
        if (result == ToolResult.NotFound)
            progress.Report("The user interface cannot be built, because npm (Node.js 20) is not in PATH: only the API is served");
        else if (!result.Succeeded)
            progress.Report("The user interface could not be built, as the lines above say: only the API is served");
        return result.Succeeded;
    }

    private static bool IsUpToDate(string folder, string dist)
    {
        var built = WrittenAt(Path.Combine(dist, "index.html"));
        return built > DateTime.MinValue && Sources(new DirectoryInfo(folder)).All(source => source.LastWriteTimeUtc <= built);
    }

    private static IEnumerable<FileInfo> Sources(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(
            folder.EnumerateDirectories().Where(sub => !NotSources.Contains(sub.Name)).SelectMany(Sources));

    private static DateTime WrittenAt(string file) => File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.MinValue;

    private sealed class IndentedLines(IProgress<string> progress) : IProgress<string>
    {
        public void Report(string value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                progress.Report("  " + value);
        }
    }
}
