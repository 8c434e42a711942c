namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>Finds the PostgreSQL programs that are installed on the machine.</summary>
/// <param name="pathVariable">The folders of PATH.</param>
/// <param name="installFolders">Folders that hold one folder per version.</param>
public sealed class MachineBinaries(string pathVariable, IReadOnlyList<InstallFolder> installFolders)
{
    /// <summary>PATH, then where Debian, Red Hat, Homebrew, Postgres.app and the Windows installer put them.</summary>
    public static MachineBinaries Usual() => new(
        Environment.GetEnvironmentVariable("PATH") ?? "",
        [
            new("/usr/lib/postgresql", "*", "bin"),
            new("/usr", "pgsql-*", "bin"),
            new("/opt/homebrew/opt", "postgresql*", "bin"),
            new("/usr/local/opt", "postgresql*", "bin"),
            new("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            new(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin"),
        ]);

    /// <summary>
    /// What the machine has, best first: PATH before the usual folders, there the newest first, and nothing older than
    /// <see cref="PostgresBinaries.OldestMajor"/>.
    /// </summary>
    public async Task<IReadOnlyList<PostgresBinaries>> FindAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        found.AddRange(await InspectAllAsync(OnPath(), cancellationToken));
        var installed = await InspectAllAsync(installFolders.SelectMany(folder => folder.Expand()), cancellationToken);
        found.AddRange(installed.OrderByDescending(binaries => binaries.Major));
        return [.. found.DistinctBy(binaries => binaries.Folder)];
    }

    private IEnumerable<string> OnPath()
    {
        var program = OperatingSystem.IsWindows() ? "pg_ctl.exe" : "pg_ctl";
        return pathVariable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(folder => new FileInfo(Path.Combine(folder, program)))
            .Where(file => file.Exists)
            // Distributions link single programs into PATH; the others are beside the link's target.
            .Select(file => file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName)
            .Select(file => Path.GetDirectoryName(file)!);
    }

    private static async Task<List<PostgresBinaries>> InspectAllAsync(
        IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in folders)
        {
            if (await PostgresBinaries.InspectAsync(folder, cancellationToken) is { Major: >= PostgresBinaries.OldestMajor } binaries)
                found.Add(binaries);
        }

        return found;
    }
}
