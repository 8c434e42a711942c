using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.Secrets;

/// <summary>A secret store component: each secret is a map of names to values.</summary>
internal interface ISecretStore
{
    /// <returns>Null when there is no such secret.</returns>
    IReadOnlyDictionary<string, string>? Get(string name);

    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All();
}

/// <summary>A configured secret store.</summary>
internal sealed record SecretComponent(ComponentSpec Component, ISecretStore Store);

/// <summary>The secrets API as one app sees it, with daprd's errors.</summary>
internal sealed class AppSecrets(string appId, IReadOnlyDictionary<string, SecretComponent> stores)
{
    private readonly Dictionary<string, ISecretStore> _visible = stores
        .Where(store => store.Value.Component.IsFor(appId))
        .ToDictionary(store => store.Key, store => store.Value.Store);

    public IReadOnlyDictionary<string, string> Get(string storeName, string key) =>
        Open(storeName).Get(key) ?? throw SecretErrors.Get(storeName, key);

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All(string storeName) =>
        Open(storeName).All();

    private ISecretStore Open(string storeName)
    {
        if (_visible.Count == 0)
            throw SecretErrors.NotConfigured();
        return _visible.GetValueOrDefault(storeName) ?? throw SecretErrors.NotFound(storeName);
    }
}
