using Dapr;
using ReportScheduler.Domain.Messages;
using ReportScheduler.ServiceDefaults.Dapr;
using ReportScheduler.Worker.Runs;

namespace ReportScheduler.Worker.Admission;

/// <summary>What a subscriber answers its sidecar; the names are Dapr's.</summary>
internal sealed record TopicReply(string Status)
{
    public static readonly TopicReply Success = new("SUCCESS");
    public static readonly TopicReply Retry = new("RETRY");
}

/// <summary>The topics the Worker subscribes to.</summary>
internal static partial class RunSubscriptions
{
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
            .RequireDaprCallbackToken();
    }

    private static async Task<TopicReply> OnRequestedAsync(RunRequested message, RunAdmission admission, CancellationToken cancellationToken) =>
        await admission.AdmitAsync(message, cancellationToken) ? TopicReply.Success : TopicReply.Retry;

    private static async Task<TopicReply> OnFinishedAsync(RunFinished message, WorkflowCleanup cleanup, CancellationToken cancellationToken) =>
        await cleanup.PurgeAsync(message, cancellationToken) ? TopicReply.Success : TopicReply.Retry;

    // The run is still in the ledger, and the Scheduler publishes it again when it has waited too long.
    private static TopicReply OnDead(RunRequested message, ILoggerFactory loggers)
    {
        MessageDied(loggers.CreateLogger(typeof(RunSubscriptions)), message.RunId);
        return TopicReply.Success;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message of run {RunId} could not be handled; the run is published again later")]
    private static partial void MessageDied(ILogger logger, Guid runId);
}
