using ReportScheduler.DevHost.Sidecar.PubSub;

namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>Everything read from the components folder.</summary>
internal sealed record Resources(
    IReadOnlyList<ComponentSpec> Components,
    IReadOnlyList<ResiliencySpec> Resiliencies,
    IReadOnlyList<DeclaredSubscription> Subscriptions)
{
    /// <summary>The inbound policy for messages from a pub/sub component to an app; null when none is defined.</summary>
    public InboundPolicy? InboundPolicy(string appId, string component) => Resiliencies
        .Where(resiliency => resiliency.IsFor(appId))
        .Select(resiliency => resiliency.Inbound.GetValueOrDefault(component) ?? resiliency.Default)
        .FirstOrDefault(policy => policy is not null);
}

/// <summary>A Subscription resource and the apps it is for (empty scopes: all).</summary>
internal sealed record DeclaredSubscription(Subscription Subscription, IReadOnlyList<string> Scopes)
{
    public bool IsFor(string appId) => Scopes.Count == 0 || Scopes.Contains(appId);
}
