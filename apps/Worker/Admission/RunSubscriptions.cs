using Dapr;
using Dapr.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Domain.Messages;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Admission;

/// <summary>The topics the Worker subscribes to. Those with a message for each run come in batches.</summary>
internal static partial class RunSubscriptions
{
    private const int MaxBatch = 250;

    // A single run waits no longer than that for company.
    private const int BatchWindowMilliseconds = 20;

    public static void MapRunSubscriptions(this WebApplication app)
    {
        app.MapPost("/events/runs-requested", OnRequestedAsync)
            .WithTopic(new TopicOptions
            {
                PubsubName = DaprNames.PubSub,
                Name = DaprNames.RunsRequested,
                DeadLetterTopic = DaprNames.RunsRequestedDead,
            })
            .WithMetadata(new BulkSubscribeAttribute(DaprNames.RunsRequested, MaxBatch, BatchWindowMilliseconds))
            .RequireDaprCallbackToken();
        app.MapPost("/events/runs-requested-dead", OnDead)
            .WithTopic(DaprNames.PubSub, DaprNames.RunsRequestedDead)
            .RequireDaprCallbackToken();
        app.MapPost("/events/runs-finished", OnFinishedAsync)
            .WithTopic(DaprNames.PubSub, DaprNames.RunsFinished)
            .WithMetadata(new BulkSubscribeAttribute(DaprNames.RunsFinished, MaxBatch, BatchWindowMilliseconds))
            .RequireDaprCallbackToken();
    }

    // Which of the messages is answered says nothing about which run was taken.
    private static async Task<BulkSubscribeAppResponse> OnRequestedAsync(
        BulkSubscribeMessage<BulkMessageModel<RunRequested>> batch, RunAdmission admission, CancellationToken cancellationToken)
    {
        var answered = await admission.AdmitAsync(batch.Entries.Count, cancellationToken);
        return Answer(batch, index => index < answered);
    }

    private static async Task<BulkSubscribeAppResponse> OnFinishedAsync(
        BulkSubscribeMessage<BulkMessageModel<RunFinished>> batch, WorkflowCleanup cleanup, CancellationToken cancellationToken)
    {
        var purged = await Task.WhenAll(batch.Entries.Select(entry => cleanup.PurgeAsync(entry.Event.Data, cancellationToken)));
        return Answer(batch, index => purged[index]);
    }

    private static BulkSubscribeAppResponse Answer<T>(BulkSubscribeMessage<T> batch, Func<int, bool> isDone) => new(
        [.. batch.Entries.Select((entry, index) => new BulkSubscribeAppResponseEntry(
            entry.EntryId,
            isDone(index) ? BulkSubscribeAppResponseStatus.SUCCESS : BulkSubscribeAppResponseStatus.RETRY))]);

    // The run is still in the ledger, and the Scheduler publishes it again when it has waited too long.
    private static Ok OnDead(RunRequested message, ILoggerFactory loggers)
    {
        MessageDied(loggers.CreateLogger(typeof(RunSubscriptions)), message.RunId);
        return TypedResults.Ok();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message of run {RunId} could not be handled; the run is published again later")]
    private static partial void MessageDied(ILogger logger, Guid runId);
}
