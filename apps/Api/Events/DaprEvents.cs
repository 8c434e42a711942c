using Dapr;
using ReportScheduler.Api.Runs;
using ReportScheduler.ServiceDefaults.Dapr;

namespace ReportScheduler.Api.Events;

/// <summary>What the sidecar delivers of the topics that the Api is subscribed to.</summary>
internal static class DaprEvents
{
    /// <summary>Where the events arrive.</summary>
    public const string Prefix = "/events";

    /// <summary>Headers under which an event's attributes are found once it is unwrapped.</summary>
    public const string IdHeader = "Cloudevent.id";

    /// <inheritdoc cref="IdHeader"/>
    public const string SourceHeader = "Cloudevent.source";

    /// <summary>Unwraps the sidecar's events; what others send there is left for the endpoint to refuse.</summary>
    public static void UseDaprEvents(this WebApplication app)
    {
        var token = app.Services.GetRequiredService<DaprCallbackToken>();
        var options = new CloudEventsMiddlewareOptions
        {
            ForwardCloudEventPropertiesAsHeaders = true,
            IncludedCloudEventPropertiesAsHeaders = ["id", "source"],
        };
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(Prefix) && token.Accepts(http.Request), events => events.UseCloudEvents(options));
    }

    public static void MapDaprEvents(this IEndpointRouteBuilder app)
    {
        app.MapRunsFinished();
        app.MapDataReady();
        app.MapSubscribeHandler().RequireDaprCallbackToken();
    }
}
