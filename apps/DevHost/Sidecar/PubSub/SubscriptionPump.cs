using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>Brings the messages of one subscription to one app instance, one call per message.</summary>
/// <param name="bus">Where they come from.</param>
/// <param name="group">The queue of the app id.</param>
/// <param name="subscription">What the instance wants.</param>
/// <param name="policy">Inbound policy of the component; null: a failure is final for this delivery.</param>
/// <param name="postman">Calls the instance.</param>
/// <param name="appGone">Told when nothing listens on the app's port any more.</param>
/// <param name="time">Clock of delays and expirations.</param>
/// <param name="logger">For messages that are not delivered.</param>
internal sealed partial class SubscriptionPump(
    MessageBus bus, ConsumerGroup group, Subscription subscription, InboundPolicy? policy, Postman postman,
    Action appGone, TimeProvider time, ILogger logger)
{
    private readonly Undelivered _undelivered = new(bus, group, subscription, logger);

    /// <summary>Ends when both tokens say so and no message is in hand; those not settled are back in the queue.</summary>
    /// <param name="taking">Cancelled: takes no further messages and stops waiting between tries.</param>
    /// <param name="calling">Cancelled: cuts the calls under way.</param>
    public Task RunAsync(CancellationToken taking, CancellationToken calling) => subscription.Bulk is { } bulk
        ? new BatchPump(group, subscription, bulk, policy, postman, _undelivered, appGone, time).RunAsync(taking, calling)
        : Task.WhenAll(Enumerable.Range(0, bus.Concurrency).Select(_ => LoopAsync(taking, calling)));

    private async Task LoopAsync(CancellationToken taking, CancellationToken calling)
    {
        while (!taking.IsCancellationRequested)
        {
            PendingMessage pending;
            try
            {
                pending = await group.TakeAsync(taking);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                await HandleAsync(pending, taking, calling);
            }
            catch (OperationCanceledException)
            {
                group.Return(pending);
            }
            catch (Exception exception)
            {
                // A defect of ours must not lose the message, nor stop the others.
                LogDefect(logger, subscription.Topic, exception);
                _undelivered.GiveUp(pending, "delivering it failed unexpectedly");
            }
        }
    }

    private async Task HandleAsync(PendingMessage pending, CancellationToken taking, CancellationToken calling)
    {
        var cloudEvent = subscription.RawPayload
            ? CloudEvents.FromRaw(pending.Message, subscription.PubSub)
            : pending.Message.Data;
        if (EventHead.Read(cloudEvent) is not { } head)
        {
            _undelivered.GiveUp(pending, "it is not a CloudEvent");
            return;
        }
        if (head.HasExpired(time.GetUtcNow()))
        {
            _undelivered.Drop(pending, "it has expired");
            return;
        }
        if (subscription.PathFor(head.Type) is not { } path)
        {
            _undelivered.Drop(pending, "no route takes it");
            return;
        }
        while (true)
        {
            var outcome = await postman.DeliverAsync(
                subscription.PubSub, pending.Message, cloudEvent, path, head, policy?.Timeout, calling);
            switch (outcome)
            {
                case DeliveryOutcome.Success:
                    return;
                case DeliveryOutcome.Drop:
                    _undelivered.Drop(pending, "the app does not want it");
                    return;
                case DeliveryOutcome.AppGone:
                    appGone();
                    group.Return(pending);
                    return;
            }
            pending.Failures++;
            if (policy?.Retry is not { } retry || !retry.Allows(pending.Failures))
            {
                _undelivered.GiveUp(pending, $"it failed {pending.Failures} times");
                return;
            }
            await Task.Delay(retry.Delay(pending.Failures), time, taking);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivering a message of {Topic} failed unexpectedly")]
    private static partial void LogDefect(ILogger logger, string topic, Exception exception);
}
