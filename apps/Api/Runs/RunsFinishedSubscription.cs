using ReportScheduler.Api.Events;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres;
using ReportScheduler.ServiceDefaults.Dapr;

namespace ReportScheduler.Api.Runs;

/// <summary>Caches each run that has finished, before somebody asks for it.</summary>
internal static class RunsFinishedSubscription
{
    public static void MapRunsFinished(this IEndpointRouteBuilder app) => app.MapPost($"{DaprEvents.Prefix}/runs-finished", CacheAsync)
        .WithTopic(DaprNames.PubSub, DaprNames.RunsFinished)
        .RequireDaprCallbackToken()
        .ExcludeFromDescription();

    private static async Task<IResult> CacheAsync(HttpRequest request, RunDetails runs, CancellationToken cancellationToken)
    {
        // Not bound as a body: a worker of a newer version may send fields that are not known here yet.
        var finished = await request.ReadFromJsonAsync(MessagesJson.Default.RunFinished, cancellationToken);
        if (finished is not null)
            await runs.ReadAsync(new TenantScope(finished.TenantId, ApiApp.AppId), finished.RunId, cancellationToken);
        return Results.Ok();
    }
}
