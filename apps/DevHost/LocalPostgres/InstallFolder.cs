namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>A folder in which installers make one folder per version.</summary>
/// <param name="Root">The folder.</param>
/// <param name="Versions">A pattern for the versions' folders, such as <c>pgsql-*</c>.</param>
/// <param name="Binaries">Where the programs are inside a version's folder.</param>
public sealed record InstallFolder(string Root, string Versions, string Binaries)
{
    /// <summary>The program folders of all versions there are.</summary>
    public IEnumerable<string> Expand() =>
        Directory.Exists(Root)
            ? Directory.EnumerateDirectories(Root, Versions).Select(version => Path.Combine(version, Binaries))
            : [];
}
