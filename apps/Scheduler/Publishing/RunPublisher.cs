using System.Threading.Channels;
using Dapr.Client;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Firing;

namespace ReportScheduler.Scheduler.Publishing;

/// <summary>Publishes requested runs in bulk and clears them from the outbox when the broker has them.</summary>
internal sealed partial class RunPublisher(DaprClient dapr, RunOutbox outbox, ILogger<RunPublisher> logger)
{
    /// <summary>How long the outbox leaves runs to the process that wrote them.</summary>
    public static readonly TimeSpan PublishWithin = TimeSpan.FromSeconds(5);

    // Well within what brokers take at once.
    private const int MaxMessages = 100;
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(15);

    private readonly Channel<RunBatch> _queue = Channel.CreateBounded<RunBatch>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The runs that were enqueued.</summary>
    public ChannelReader<RunBatch> Queue => _queue.Reader;

    /// <summary>Hands runs to the publish loop. When it cannot keep up they stay in the outbox, and the reconciler finds them.</summary>
    public void Enqueue(RunBatch batch)
    {
        if (batch.Runs.Count > 0) _queue.Writer.TryWrite(batch);
    }

    /// <summary>Publishes the runs and deletes their entry in the outbox. A failure is logged; what stays there is published again.</summary>
    /// <returns>True when the broker took all of them.</returns>
    public async Task<bool> PublishAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        using var span = batch.Runs.Count > 0 ? SchedulerTracing.StartPublish(batch.TraceParent) : null;
        try
        {
            foreach (var messages in batch.Runs.Select(run => run.RunId).Chunk(RunsRequested.MaxRuns).Chunk(MaxMessages))
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                timeout.CancelAfter(PublishTimeout);
                var response = await dapr.BulkPublishEventAsync(
                    DaprNames.PubSub,
                    DaprNames.RunsRequested,
                    [.. messages.Select(runs => new RunsRequested { RunIds = runs })],
                    cancellationToken: timeout.Token);
                if (response.FailedEntries.Count == 0) continue;

                Refused(logger, response.FailedEntries.Count);
                return false;
            }

            if (batch.OutboxId is { } id) await outbox.DeleteAsync(id, cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            PublishFailed(logger, e, batch.Runs.Count);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker refused {Count} messages; their runs are published again")]
    private static partial void Refused(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Publishing {Count} runs failed; they are published again")]
    private static partial void PublishFailed(ILogger logger, Exception exception, int count);
}
