using System.Globalization;
using ReportScheduler.DevHost.Sidecar.PubSub;
using YamlDotNet.RepresentationModel;

namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>Reads a Subscription resource (dapr.io/v2alpha1, or v1alpha1 with a single route).</summary>
internal static class SubscriptionResource
{
    public static DeclaredSubscription Read(string file, YamlMappingNode resource)
    {
        var spec = resource.Map("spec");
        if (spec.Text("pubsubname") is not { Length: > 0 } pubSub || spec.Text("topic") is not { Length: > 0 } topic)
            throw ResourceFile.Problem(file, "a subscription needs spec.pubsubname and spec.topic");
        var routes = spec.Map("routes");
        try
        {
            var rules = SubscriptionRules.Create(
                routes.Maps("rules").Select(rule => (rule.Text("match"), rule.Text("path"))),
                routes.Text("default"),
                spec.Text("route"));
            if (rules.Count == 0)
                throw ResourceFile.Problem(file, "a subscription needs a route");
            var subscription = new Subscription(
                pubSub, topic, rules, spec.Text("deadLetterTopic"), spec.Map("metadata").TextMap(),
                Bulk(spec.Map("bulkSubscribe")), Declarative: true);
            return new DeclaredSubscription(subscription, resource.Texts("scopes"));
        }
        catch (FormatException exception)
        {
            throw ResourceFile.Problem(file, exception.Message, exception);
        }
    }

    private static BulkSubscribe? Bulk(YamlMappingNode? bulk) =>
        bool.TryParse(bulk.Text("enabled"), out var enabled) && enabled
            ? SubscriptionRules.Bulk(Number(bulk.Text("maxMessagesCount")), Number(bulk.Text("maxAwaitDurationMs")))
            : null;

    private static int Number(string? text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
