using ReportScheduler.DevHost.Sidecar.Apps;
using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>Finds out what an app instance wants and starts what brings it.</summary>
internal sealed partial class PumpFactory(
    IReadOnlyDictionary<string, MessageBus> buses, Resources resources, TimeProvider time, ILogger logger)
{
    /// <summary>The app's own subscriptions and those from files; of the same topic the app's own counts.</summary>
    /// <exception cref="HttpRequestException">The app did not answer.</exception>
    public async Task<IReadOnlyList<Subscription>> SubscriptionsAsync(
        AppInstance instance, CancellationToken cancellationToken)
    {
        var own = await new SubscriptionReader(instance.Channel, logger).ReadAsync(cancellationToken);
        var declared = resources.Subscriptions
            .Where(declared => declared.IsFor(instance.App.AppId))
            .Select(declared => declared.Subscription);
        return [.. own.Concat(declared)
            .DistinctBy(subscription => (subscription.PubSub, subscription.Topic))
            .Where(subscription => IsPossible(instance.App.AppId, subscription))];
    }

    /// <summary>Starts delivering; a returned task ends when its pump takes no more and has no call under way.</summary>
    public IReadOnlyList<Task> Start(
        AppInstance instance, Action appGone, CancellationToken taking, CancellationToken calling) =>
        [.. instance.Subscriptions.Select(subscription =>
        {
            var bus = buses[subscription.PubSub];
            var pump = new SubscriptionPump(
                bus, bus.Group(subscription.Topic, instance.App.AppId), subscription,
                resources.InboundPolicy(instance.App.AppId, subscription.PubSub),
                new Postman(instance.Channel, logger), appGone, time, logger);
            LogSubscribed(logger, instance.App.AppId, subscription.PubSub, subscription.Topic);
            return pump.RunAsync(taking, calling);
        })];

    private bool IsPossible(string appId, Subscription subscription)
    {
        var problem =
            !buses.TryGetValue(subscription.PubSub, out var bus) || !bus.Component.IsFor(appId) ? "there is no such pubsub"
            : subscription.Topic.Length == 0 ? "it has no topic"
            : !bus.Scopes.MaySubscribe(appId, subscription.Topic) ? "its scopes do not allow it"
            : null;
        if (problem is not null)
            LogRefused(logger, appId, subscription.PubSub, subscription.Topic, problem);
        return problem is null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{AppId} subscribes to {PubSub}/{Topic}")]
    private static partial void LogSubscribed(ILogger logger, string appId, string pubSub, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription of {AppId} to {PubSub}/{Topic} refused: {Problem}")]
    private static partial void LogRefused(ILogger logger, string appId, string pubSub, string topic, string problem);
}
