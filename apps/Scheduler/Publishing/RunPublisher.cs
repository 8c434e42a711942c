using System.Threading.Channels;
using Dapr.Client;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres.Firing;

namespace ReportScheduler.Scheduler.Publishing;

/// <summary>Publishes requested runs in bulk and marks those the broker took.</summary>
internal sealed partial class RunPublisher(DaprClient dapr, RunOutbox outbox, ILogger<RunPublisher> logger)
{
    private const int MaxBulk = 1000;
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(15);

    private readonly Channel<IReadOnlyList<RunRequested>> _queue = Channel.CreateBounded<IReadOnlyList<RunRequested>>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The runs that were enqueued.</summary>
    public ChannelReader<IReadOnlyList<RunRequested>> Queue => _queue.Reader;

    /// <summary>Hands runs to the publish loop. When it cannot keep up they stay unpublished, and the reconciler finds them.</summary>
    public void Enqueue(IReadOnlyList<RunRequested> runs) => _queue.Writer.TryWrite(runs);

    /// <summary>Publishes the runs. A failure is logged, and the reconciler publishes what was not taken.</summary>
    public async Task PublishAsync(IReadOnlyList<RunRequested> runs, CancellationToken cancellationToken)
    {
        foreach (var chunk in runs.Chunk(MaxBulk))
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(PublishTimeout);
            try
            {
                var response = await dapr.BulkPublishEventAsync(
                    DaprNames.PubSub, DaprNames.RunsRequested, chunk, cancellationToken: timeout.Token);
                var refused = response.FailedEntries.Select(failure => failure.Entry.EventData).ToHashSet();
                if (refused.Count > 0) Refused(logger, refused.Count);
                await outbox.MarkPublishedAsync(refused.Count == 0 ? chunk : [.. chunk.Where(run => !refused.Contains(run))], cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                PublishFailed(logger, e, chunk.Length);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker refused {Count} runs; they are published again")]
    private static partial void Refused(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Publishing {Count} runs failed; they are published again")]
    private static partial void PublishFailed(ILogger logger, Exception exception, int count);
}
