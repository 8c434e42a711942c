using System.Threading.Channels;
using Dapr.Client;
using ReportScheduler.Domain.Messages;

namespace ReportScheduler.Worker.Runs;

/// <summary>Publishes that runs have ended: those that end while a call is under way go together with the next.</summary>
internal sealed class FinishedRuns(DaprClient dapr) : BackgroundService
{
    private const int MaxBatch = 250;

    private readonly Channel<(RunFinished Message, TaskCompletionSource Published)> _queue =
        Channel.CreateUnbounded<(RunFinished, TaskCompletionSource)>();

    /// <summary>Returns when the broker has the message.</summary>
    public async Task PublishAsync(RunFinished message, CancellationToken cancellationToken)
    {
        var published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync((message, published), cancellationToken);
        await published.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Publishes what is there. The workflows have stopped by then: they are the service started last.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<(RunFinished Message, TaskCompletionSource Published)>();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var next))
                batch.Add(next);
            await PublishAsync(batch);
            batch.Clear();
        }
    }

    private async Task PublishAsync(List<(RunFinished Message, TaskCompletionSource Published)> batch)
    {
        try
        {
            var response = await dapr.BulkPublishEventAsync(
                DaprNames.PubSub, DaprNames.RunsFinished, [.. batch.Select(item => item.Message)]);
            var refused = response.FailedEntries.Select(failure => failure.Entry.EventData).ToHashSet();
            foreach (var (message, published) in batch)
            {
                if (refused.Contains(message))
                    published.TrySetException(new InvalidOperationException("The broker refused the message."));
                else
                    published.TrySetResult();
            }
        }
        catch (Exception e)
        {
            foreach (var (_, published) in batch)
                published.TrySetException(e);
        }
    }
}
