using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.State;

/// <summary>Prefixes keys with the app id, or as the component's <c>keyPrefix</c> says.</summary>
internal sealed class StateKeys(ComponentSpec component, string appId, string? namespaceName)
{
    private const string Separator = "||";

    private readonly string _prefix = (component.Setting("keyPrefix") ?? "appid").ToLowerInvariant() switch
    {
        "appid" => appId + Separator,
        "name" => component.Name + Separator,
        "namespace" when string.IsNullOrEmpty(namespaceName) => appId + Separator,
        "namespace" => $"{namespaceName}.{appId}{Separator}",
        "none" => "",
        var literal => literal + Separator,
    };

    /// <exception cref="SidecarException">The key contains the separator.</exception>
    public string Stored(string key) =>
        key.Contains(Separator, StringComparison.Ordinal) ? throw StateErrors.IllegalKey(key) : _prefix + key;
}
