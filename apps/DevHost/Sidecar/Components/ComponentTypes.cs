namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>Component types the embedded sidecar has.</summary>
internal static class ComponentTypes
{
    public const string State = "state.in-memory";
    public const string PubSub = "pubsub.in-memory";
    public const string SecretFile = "secretstores.local.file";
    public const string SecretEnvironment = "secretstores.local.env";

    public static readonly IReadOnlyList<string> All = [PubSub, State, SecretFile, SecretEnvironment];

    /// <summary>Capabilities that GetMetadata lists for a component.</summary>
    public static IReadOnlyList<string> Capabilities(ComponentSpec component) => component.Type switch
    {
        State => ["ACTOR", "ETAG", "TRANSACTIONAL", "TTL"],
        SecretFile when component.Flag("multiValued") => ["MULTIPLE_KEY_VALUES_PER_SECRET"],
        _ => [],
    };
}
