using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.Events;
using ReportScheduler.ServiceDefaults.Dapr;

namespace ReportScheduler.Api.Events;

/// <summary>Takes the events that apps publish; those that can never be taken are dropped, the others are delivered again.</summary>
internal static partial class DataReadySubscription
{
    public static void MapDataReady(this IEndpointRouteBuilder app) => app.MapPost($"{DaprEvents.Prefix}/data-ready", TakeAsync)
        .WithTopic(DaprNames.PubSub, DaprNames.DataReady)
        .RequireDaprCallbackToken()
        .ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(
        HttpRequest request, DataEventStore events, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger(typeof(DataReadySubscription));
        try
        {
            var ready = await request.ReadFromJsonAsync(MessagesJson.Default.DataReady, cancellationToken);
            if (ready is null || new DataEventInput(ready.Name).Validate().Count > 0)
            {
                LogDropped(logger, "it has no name of 1 to 200 characters");
                return Results.Ok();
            }

            await events.AddAsync(new TenantScope(ready.TenantId, ApiApp.AppId), IdOf(request), ready.Name, cancellationToken);
        }
        catch (JsonException)
        {
            LogDropped(logger, "it is not an object with tenantId and name");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            LogDropped(logger, "there is no such tenant");
        }

        return Results.Ok();
    }

    // Source and id together name an event (CloudEvents 1.0, section 3.1.1), however often it is delivered.
    private static Guid IdOf(HttpRequest request)
    {
        var name = $"{request.Headers[DaprEvents.SourceHeader]}\n{request.Headers[DaprEvents.IdHeader]}";
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event of the topic data.ready was dropped: {Reason}")]
    private static partial void LogDropped(ILogger logger, string reason);
}
