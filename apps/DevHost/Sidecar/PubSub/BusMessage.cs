namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>A message as it lies in a topic.</summary>
/// <param name="Topic">Topic it was published to.</param>
/// <param name="Data">A CloudEvent as JSON, or raw bytes.</param>
/// <param name="Metadata">Publish metadata; reaches the app as headers.</param>
internal sealed record BusMessage(string Topic, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A message on its way to one consumer group.</summary>
internal sealed class PendingMessage(BusMessage message)
{
    public BusMessage Message { get; } = message;

    /// <summary>Failures so far; kept when another replica, or the restarted app, goes on with it.</summary>
    public int Failures { get; set; }
}
