namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>Decides which PostgreSQL programs are used: those of the machine, else those from npm.</summary>
public static class BinariesLocator
{
    /// <summary>Finds programs that can open a data folder.</summary>
    /// <param name="machine">Where to look on the machine.</param>
    /// <param name="major">The version of the data there is; null if there is none yet.</param>
    /// <param name="npmFolder">Where the npm package goes if the machine has no programs.</param>
    /// <param name="progress">Told when something is downloaded.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DevHostException">There are none.</exception>
    public static async Task<PostgresBinaries> LocateAsync(
        MachineBinaries machine, int? major, string npmFolder, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var found = await machine.FindAsync(cancellationToken);
        if (found.FirstOrDefault(binaries => major is null || binaries.Major == major) is { } usable)
            return usable;
        if (major is null or NpmBinaries.Major)
            return await NpmBinaries.InstallAsync(npmFolder, progress, cancellationToken);
        throw new DevHostException(
            $"The data folder holds a PostgreSQL {major} database and PostgreSQL {major} is not on this machine: "
            + "install it, or choose another folder with --data.");
    }
}
