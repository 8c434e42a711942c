using Dapr;
using Dapr.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;
using ReportScheduler.Domain.Messages;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Admission;

/// <summary>The topics about runs that the Worker subscribes to.</summary>
internal static partial class RunSubscriptions
{
    private const int MaxBatch = 250;

    // The end of a single run waits no longer than that for company.
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
            .RequireDaprCallbackToken();
        app.MapPost("/events/runs-requested-dead", OnDead)
            .WithTopic(DaprNames.PubSub, DaprNames.RunsRequestedDead)
            .RequireDaprCallbackToken();
        app.MapPost("/events/runs-finished", OnFinishedAsync)
            .WithTopic(DaprNames.PubSub, DaprNames.RunsFinished)
            .WithMetadata(new BulkSubscribeAttribute(DaprNames.RunsFinished, MaxBatch, BatchWindowMilliseconds))
            .RequireDaprCallbackToken();
    }

    // Which runs were taken need not be those that the message names.
    private static async Task<Ok<TopicAnswer>> OnRequestedAsync(
        RunsRequested message, RunAdmission admission, CancellationToken cancellationToken) =>
        TypedResults.Ok(await admission.AdmitAsync(message.RunIds.Count, cancellationToken) ? TopicAnswer.Success : TopicAnswer.Retry);

    private static async Task<BulkSubscribeAppResponse> OnFinishedAsync(
        BulkSubscribeMessage<BulkMessageModel<RunFinished>> batch, WorkflowCleanup cleanup, CancellationToken cancellationToken)
    {
        var purged = await Task.WhenAll(batch.Entries.Select(entry => cleanup.PurgeAsync(entry.Event.Data, cancellationToken)));
        return new BulkSubscribeAppResponse(
            [.. batch.Entries.Select((entry, index) => new BulkSubscribeAppResponseEntry(
                entry.EntryId,
                purged[index] ? BulkSubscribeAppResponseStatus.SUCCESS : BulkSubscribeAppResponseStatus.RETRY))]);
    }

    // The runs are still in the ledger, and the Scheduler publishes again what has waited too long.
    private static Ok OnDead(RunsRequested message, ILoggerFactory loggers)
    {
        MessageDied(loggers.CreateLogger(typeof(RunSubscriptions)), string.Join(", ", message.RunIds));
        return TypedResults.Ok();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message could not be handled; those of its runs that still wait are published again later: {Runs}")]
    private static partial void MessageDied(ILogger logger, string runs);
}
