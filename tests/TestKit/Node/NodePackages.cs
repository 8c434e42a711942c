using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.TestKit.Node;

/// <summary>npm packages that tests use as independent partners, each pinned by a lock file beside the tests.</summary>
public static class NodePackages
{
    /// <summary>Installs what the lock file of a folder pins, unless a former run did.</summary>
    /// <param name="folder">A folder beside the test program, with package.json and package-lock.json.</param>
    /// <param name="cancellationToken">Ends npm.</param>
    /// <returns>The folder's full path; null where there is no npm.</returns>
    /// <exception cref="InvalidOperationException">npm failed; the message has its output.</exception>
    public static async Task<string?> InstallAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(AppContext.BaseDirectory, folder);
        var wanted = await File.ReadAllTextAsync(Path.Combine(path, "package-lock.json"), cancellationToken);
        var marker = Path.Combine(path, "node_modules", ".installed-lock");
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellationToken) == wanted)
            return path;

        var npm = await new Tool(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        {
            WorkingDirectory = path,
        }.RunAsync(output: null, cancellationToken);
        if (npm == ToolResult.NotFound)
            return null;
        if (!npm.Succeeded)
            throw new InvalidOperationException($"npm ci failed in {folder}: {npm.Output}");
        await File.WriteAllTextAsync(marker, wanted, cancellationToken);
        return path;
    }
}
