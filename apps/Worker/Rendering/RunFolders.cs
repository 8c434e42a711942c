namespace ReportScheduler.Worker.Rendering;

/// <summary>Where the files of runs are in the artifact store: each taking of a run has a folder in the run's.</summary>
internal static class RunFolders
{
    public static string Of(Guid tenantId, Guid runId) => $"tenants/{tenantId}/runs/{runId}";

    /// <summary>The name of the folder, within its run's, that a file is in.</summary>
    public static string TakingOf(string path) => path.Split('/')[^2];
}
