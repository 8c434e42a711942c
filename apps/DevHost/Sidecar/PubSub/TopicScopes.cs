using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>
/// Topic scopes of a pub/sub component: <c>allowedTopics</c>, <c>protectedTopics</c>, <c>publishingScopes</c> and
/// <c>subscriptionScopes</c> (<c>app1=t1,t2;app2=</c>).
/// </summary>
internal sealed class TopicScopes(ComponentSpec component)
{
    private readonly string[] _allowed = List(component.Setting("allowedTopics"), ',');
    private readonly string[] _restricted = List(component.Setting("protectedTopics"), ',');
    private readonly Dictionary<string, string[]> _publishing = PerApp(component.Setting("publishingScopes"));
    private readonly Dictionary<string, string[]> _subscription = PerApp(component.Setting("subscriptionScopes"));

    public bool MayPublish(string appId, string topic) => IsAllowed(_publishing, appId, topic);

    public bool MaySubscribe(string appId, string topic) => IsAllowed(_subscription, appId, topic);

    private bool IsAllowed(Dictionary<string, string[]> scopes, string appId, string topic)
    {
        if (_allowed.Length > 0 && !_allowed.Contains(topic))
            return false;
        var scope = scopes.GetValueOrDefault(appId);
        // An app that is listed without topics may use none.
        return scope is null ? !_restricted.Contains(topic) : scope.Contains(topic);
    }

    private static Dictionary<string, string[]> PerApp(string? text) => List(text, ';')
        .Select(entry => entry.Split('=', 2, StringSplitOptions.TrimEntries))
        .ToDictionary(pair => pair[0], pair => List(pair.ElementAtOrDefault(1), ','));

    private static string[] List(string? text, char separator) =>
        (text ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
