namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>A Component resource (dapr.io/v1alpha1).</summary>
/// <param name="Name">Name by which apps use it.</param>
/// <param name="Type">For example <c>state.in-memory</c>.</param>
/// <param name="Version">For example <c>v1</c>.</param>
/// <param name="Metadata">Settings; names are case-insensitive.</param>
/// <param name="Scopes">App ids that may use it; empty means all.</param>
/// <param name="File">Where it was read, for messages.</param>
internal sealed record ComponentSpec(
    string Name,
    string Type,
    string Version,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Scopes,
    string File)
{
    public bool IsFor(string appId) => Scopes.Count == 0 || Scopes.Contains(appId);

    public string? Setting(string name) => Metadata.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public bool Flag(string name) => bool.TryParse(Setting(name), out var value) && value;
}
