using Dapr.Client.Autogen.Grpc.v1;
using ReportScheduler.DevHost.Sidecar.Components;
using ReportScheduler.DevHost.Sidecar.Http;
using ReportScheduler.DevHost.Sidecar.Workflows;

namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>What the metadata API tells an app about itself and its sidecar.</summary>
internal sealed class AppMetadata(AppInstance instance, Resources resources, TaskHub workflows)
{
    /// <summary>The API is that of daprd 1.18; the suffix says that this is not it.</summary>
    public const string RuntimeVersion = "1.18.0-embedded";

    private IEnumerable<ComponentSpec> Components =>
        resources.Components.Where(component => component.IsFor(instance.App.AppId));

    public void Set(string key, string value)
    {
        if (key.Length > 0)
            instance.ExtendedMetadata[key] = value;
    }

    public GetMetadataResponse Grpc()
    {
        var response = new GetMetadataResponse
        {
            Id = instance.App.AppId,
            RuntimeVersion = RuntimeVersion,
            Workflows = new MetadataWorkflows { ConnectedWorkers = workflows.ConnectedWorkers },
            ActorRuntime = new ActorRuntime { RuntimeStatus = ActorRuntime.Types.ActorRuntimeStatus.Disabled },
            AppConnectionProperties = new AppConnectionProperties
            {
                Port = instance.App.AppPort,
                Protocol = "http",
                ChannelAddress = "127.0.0.1",
            },
        };
        response.ExtendedMetadata.Add(Extended());
        response.RegisteredComponents.Add(Components.Select(component => new RegisteredComponents
        {
            Name = component.Name,
            Type = component.Type,
            Version = component.Version,
            Capabilities = { ComponentTypes.Capabilities(component) },
        }));
        response.Subscriptions.Add(instance.Subscriptions.Select(subscription => new PubsubSubscription
        {
            PubsubName = subscription.PubSub,
            Topic = subscription.Topic,
            DeadLetterTopic = subscription.DeadLetterTopic ?? "",
            Metadata = { subscription.Metadata.ToDictionary() },
            Rules = new PubsubSubscriptionRules
            {
                Rules =
                {
                    subscription.Rules.Select(rule => new PubsubSubscriptionRule { Match = rule.Match, Path = rule.Path }),
                },
            },
            Type = subscription.Declarative ? PubsubSubscriptionType.Declarative : PubsubSubscriptionType.Programmatic,
        }));
        return response;
    }

    public MetadataBody Http() => new(
        instance.App.AppId,
        RuntimeVersion,
        [.. Components.Select(component => new ComponentBody(
            component.Name, component.Type, component.Version, ComponentTypes.Capabilities(component)))],
        Extended(),
        instance.Subscriptions.Count == 0 ? null : [.. instance.Subscriptions.Select(subscription => new SubscriptionBody(
            subscription.PubSub,
            subscription.Topic,
            subscription.Metadata.Count > 0 ? subscription.Metadata : null,
            [.. subscription.Rules.Select(rule => new RuleBody(rule.Match.Length > 0 ? rule.Match : null, rule.Path))],
            subscription.DeadLetterTopic ?? "",
            subscription.Declarative ? "DECLARATIVE" : "PROGRAMMATIC"))],
        new AppConnectionBody(
            instance.App.AppPort == 0 ? null : instance.App.AppPort, "http", "127.0.0.1"),
        new ActorRuntimeBody("DISABLED", HostReady: false),
        new WorkflowsBody(workflows.ConnectedWorkers));

    private Dictionary<string, string> Extended() => new(instance.ExtendedMetadata) { ["daprRuntimeVersion"] = RuntimeVersion };
}
