using System.Globalization;
using System.Text.RegularExpressions;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>A folder with the PostgreSQL programs initdb, pg_ctl and postgres.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Major">Their major version; a data folder can only be opened by its own.</param>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest major version whose SQL the migrations may use.</summary>
    public const int OldestMajor = 15;

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>The path of one of the programs.</summary>
    public string PathOf(string program) => Path.Combine(Folder, program + Suffix);

    /// <summary>What the folder holds, or null if a program is missing or does not run.</summary>
    public static async Task<PostgresBinaries?> InspectAsync(string folder, CancellationToken cancellationToken)
    {
        var candidate = new PostgresBinaries(folder, 0);
        if (!Programs.All(program => File.Exists(candidate.PathOf(program))))
            return null;
        var version = await new Tool(candidate.PathOf("postgres"), "--version").RunAsync(output: null, cancellationToken);
        return version.Succeeded && VersionNumber().Match(version.Output) is { Success: true } match
            ? candidate with { Major = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) }
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionNumber();
}
