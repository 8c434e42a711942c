using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres;
using ReportScheduler.ServiceDefaults.Dapr;

namespace ReportScheduler.Api.Runs;

/// <summary>Caches each run that has finished, before somebody asks for it.</summary>
internal static class RunsFinishedSubscription
{
    private const string Prefix = "/events";

    /// <summary>Unwraps the sidecar's events; what others send there is left for the endpoint to refuse.</summary>
    public static void UseDaprEvents(this WebApplication app)
    {
        var token = app.Services.GetRequiredService<DaprCallbackToken>();
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Prefix) && token.Accepts(http.Request), events => events.UseCloudEvents());
    }

    public static void MapDaprCallbacks(this IEndpointRouteBuilder app)
    {
        app.MapPost($"{Prefix}/runs-finished", CacheAsync)
            .WithTopic(DaprNames.PubSub, DaprNames.RunsFinished)
            .RequireDaprCallbackToken()
            .ExcludeFromDescription();
        app.MapSubscribeHandler().RequireDaprCallbackToken();
    }

    private static async Task<IResult> CacheAsync(HttpRequest request, RunDetails runs, CancellationToken cancellationToken)
    {
        // Not bound as a body: a worker of a newer version may send fields that are not known here yet.
        var finished = await request.ReadFromJsonAsync(MessagesJson.Default.RunFinished, cancellationToken);
        if (finished is not null)
            await runs.ReadAsync(new TenantScope(finished.TenantId, ApiApp.AppId), finished.RunId, cancellationToken);
        return Results.Ok();
    }
}
