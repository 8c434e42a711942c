using System.Threading.Channels;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>
/// The messages of one topic that wait for one app id. Replicas take from the same queue, so each message reaches one
/// of them; a message is out of the queue only while somebody handles it.
/// </summary>
internal sealed class ConsumerGroup(TimeProvider time)
{
    private readonly Channel<PendingMessage> _queue = Channel.CreateUnbounded<PendingMessage>();

    public void Add(BusMessage message) => Return(new PendingMessage(message));

    /// <summary>Waits for the next message.</summary>
    public ValueTask<PendingMessage> TakeAsync(CancellationToken cancellationToken) =>
        _queue.Reader.ReadAsync(cancellationToken);

    /// <summary>Gives a message back that was not handled.</summary>
    public void Return(PendingMessage message) => _queue.Writer.TryWrite(message);

    /// <summary>Gives a failed message back for a fresh start after a while.</summary>
    public async Task ReturnAsync(PendingMessage message, TimeSpan after)
    {
        // Not cancelled with anything: the message must come back whatever becomes of the app that failed it.
        await Task.Delay(after, time, CancellationToken.None);
        message.Failures = 0;
        Return(message);
    }
}
