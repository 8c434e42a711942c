using System.Text;
using System.Text.Json;
using ReportScheduler.DevHost.Sidecar.PubSub;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>Publishing on HTTP; a topic may contain slashes.</summary>
internal static class PublishEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static void MapPublish(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1.0/publish/{pubsub}/{**topic}", PostOrPut, PublishAsync);
        routes.MapMethods("/v1.0/publish/bulk/{pubsub}/{**topic}", PostOrPut, PublishBulkAsync);
        routes.MapMethods("/v1.0-alpha1/publish/bulk/{pubsub}/{**topic}", PostOrPut, PublishBulkAsync);
    }

    private static async Task PublishAsync(HttpContext context, AppPublisher publisher)
    {
        var (pubSub, topic) = (context.RouteText("pubsub"), context.RouteText("topic"));
        publisher.Open(pubSub, topic);
        publisher.Publish(
            pubSub, topic, await context.ReadBytesAsync(), context.Request.ContentType ?? "", context.Request.Metadata(),
            Trace(context.Request));
        context.NoContent();
    }

    private static async Task PublishBulkAsync(HttpContext context, AppPublisher publisher)
    {
        var (pubSub, topic) = (context.RouteText("pubsub"), context.RouteText("topic"));
        publisher.Open(pubSub, topic);
        List<BulkPublishBody> entries;
        try
        {
            entries = await context.ReadAsync(SidecarJson.Default.ListBulkPublishBody);
        }
        catch (SidecarException exception)
        {
            throw PubSubErrors.Entries(topic, pubSub, exception.Message);
        }
        publisher.PublishBulk(
            pubSub, topic,
            [.. entries.Select(entry => new BulkEntry(
                entry.EntryId ?? "", Data(entry, topic, pubSub), entry.ContentType ?? "", entry.Metadata ?? []))],
            context.Request.Metadata(), Trace(context.Request));
        context.NoContent();
    }

    private static TraceContext Trace(HttpRequest request) => new(
        request.Headers.TraceParent.ToString(), request.Headers.TraceState.ToString());

    // JSON stays JSON; text is given as a JSON string, bytes as base64.
    private static byte[] Data(BulkPublishBody entry, string topic, string pubSub)
    {
        if (entry.Event is not { } given)
            return [];
        var contentType = entry.ContentType ?? "";
        if (ContentTypes.Is(contentType, ContentTypes.Json) || ContentTypes.Is(contentType, ContentTypes.CloudEvent))
            return Encoding.UTF8.GetBytes(given.GetRawText());
        if (given.ValueKind is not JsonValueKind.String)
            throw PubSubErrors.Entries(topic, pubSub, $"the event of entry {entry.EntryId} does not fit its content type");
        if (!ContentTypes.IsBinary(contentType))
            return Encoding.UTF8.GetBytes(given.GetString()!);
        return given.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw PubSubErrors.Entries(topic, pubSub, $"the event of entry {entry.EntryId} is not base64");
    }
}
