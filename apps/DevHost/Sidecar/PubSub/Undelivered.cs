namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>What happens to messages of a subscription that the app did not take.</summary>
internal sealed partial class Undelivered(MessageBus bus, ConsumerGroup group, Subscription subscription, ILogger logger)
{
    /// <summary>Ends a message that nobody wants: to the dead-letter topic if there is one.</summary>
    public void Drop(PendingMessage pending, string reason)
    {
        if (!DeadLetter(pending, reason))
            LogDropped(logger, subscription.Topic, reason);
    }

    /// <summary>Ends the retries of a message: to the dead-letter topic, else it comes again later.</summary>
    public void GiveUp(PendingMessage pending, string reason)
    {
        if (DeadLetter(pending, reason))
            return;
        LogRedelivered(logger, subscription.Topic, bus.RedeliverInterval, reason);
        _ = group.ReturnAsync(pending, bus.RedeliverInterval);
    }

    // The message as it was published, as daprd does: its envelope keeps the old topic.
    private bool DeadLetter(PendingMessage pending, string reason)
    {
        if (subscription.DeadLetterTopic is not { } topic)
            return false;
        LogDeadLettered(logger, subscription.Topic, topic, reason);
        bus.Publish(pending.Message with { Topic = topic });
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message of {Topic} dropped: {Reason}")]
    private static partial void LogDropped(ILogger logger, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message of {Topic} moved to {DeadLetterTopic}: {Reason}")]
    private static partial void LogDeadLettered(ILogger logger, string topic, string deadLetterTopic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message of {Topic} comes again after {Delay}: {Reason}")]
    private static partial void LogRedelivered(ILogger logger, string topic, TimeSpan delay, string reason);
}
