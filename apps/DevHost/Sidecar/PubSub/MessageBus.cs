using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>
/// The <c>pubsub.in-memory</c> component, shared by all apps like a real broker: every app id is a consumer group.
/// As with Redis streams a new group starts with what the topic still holds.
/// </summary>
internal sealed class MessageBus(ComponentSpec component, TimeProvider time)
{
    // What a topic keeps for groups that do not exist yet; a group's own queue loses nothing.
    private const int Kept = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topic> _topics = [];

    public ComponentSpec Component { get; } = component;

    /// <summary>Who may publish and subscribe where.</summary>
    public TopicScopes Scopes { get; } = new(component);

    /// <summary>How long a message waits after its app failed and no policy says otherwise.</summary>
    public TimeSpan RedeliverInterval { get; } =
        GoDuration.TryParse(component.Setting("redeliverInterval") ?? "5s", out var interval)
            ? interval
            : throw ResourceFile.Problem(component.File, "redeliverInterval is not a duration like 5s");

    /// <summary>How many messages of one subscription an app instance handles at a time.</summary>
    public int Concurrency { get; } =
        int.TryParse(component.Setting("concurrency") ?? "10", null, out var concurrency) && concurrency > 0
            ? concurrency
            : throw ResourceFile.Problem(component.File, "concurrency is not a positive whole number");

    public void Publish(BusMessage message)
    {
        lock (_gate)
        {
            var topic = Open(message.Topic);
            topic.Kept.Enqueue(message);
            if (topic.Kept.Count > Kept)
                topic.Kept.Dequeue();
            foreach (var group in topic.Groups.Values)
                group.Add(message);
        }
    }

    /// <summary>The group of an app id, made when it is asked for the first time.</summary>
    public ConsumerGroup Group(string topicName, string appId)
    {
        lock (_gate)
        {
            var topic = Open(topicName);
            if (topic.Groups.TryGetValue(appId, out var existing))
                return existing;
            var group = new ConsumerGroup(time);
            foreach (var message in topic.Kept)
                group.Add(message);
            return topic.Groups[appId] = group;
        }
    }

    private Topic Open(string name)
    {
        if (!_topics.TryGetValue(name, out var topic))
            _topics[name] = topic = new Topic();
        return topic;
    }

    private sealed class Topic
    {
        public Queue<BusMessage> Kept { get; } = [];

        public Dictionary<string, ConsumerGroup> Groups { get; } = [];
    }
}
