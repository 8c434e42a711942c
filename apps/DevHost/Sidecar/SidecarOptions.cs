namespace ReportScheduler.DevHost.Sidecar;

/// <summary>What the embedded sidecar serves and where it finds its components.</summary>
public sealed record SidecarOptions
{
    /// <summary>Apps served from the start; more can be added and removed while it runs.</summary>
    public IReadOnlyList<SidecarApp> Apps { get; init; } = [];

    /// <summary>Folder whose *.yaml and *.yml files are loaded: Component, Resiliency and Subscription resources.</summary>
    public required string ComponentsFolder { get; init; }

    /// <summary>
    /// Token the apps must send in <c>dapr-api-token</c> (their DAPR_API_TOKEN); null asks for none.
    /// </summary>
    public string? ApiToken { get; init; }

    /// <summary>Token sent to the apps in <c>dapr-api-token</c> (their APP_API_TOKEN); null sends none.</summary>
    public string? AppApiToken { get; init; }

    /// <summary>
    /// Environment variables that components see in front of the process's own: <c>envRef</c> in component files,
    /// <c>secretstores.local.env</c> and <c>NAMESPACE</c>. It stands for the environment daprd would be started with.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
