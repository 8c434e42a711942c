using System.Security.Cryptography;

namespace ReportScheduler.Worker.Rendering;

/// <summary>Where the files of runs are in the artifact store: each taking of a run has a folder in the run's.</summary>
internal static class RunFolders
{
    private const int RandomDigits = 8;

    public static string Of(Guid tenantId, Guid runId) => $"tenants/{tenantId}/runs/{runId}";

    /// <summary>
    /// A name for a taking's folder that no other has: a ledger that was restored counts takings again that the store has
    /// already seen.
    /// </summary>
    public static string NewTaking(int fence) => $"{fence}-{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}";

    /// <summary>The name of the folder, within its run's, that a file is in.</summary>
    public static string TakingOf(string path) => path.Split('/')[^2];
}
