using System.Text;
using System.Text.Json;
using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.State;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>The state API on HTTP.</summary>
internal static class StateEndpoints
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public static void MapState(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/state/{store}/{key}", GetAsync);
        routes.MapDelete("/v1.0/state/{store}/{key}", Delete);
        routes.MapMethods("/v1.0/state/{store}", PostOrPut, SaveAsync);
        routes.MapMethods("/v1.0/state/{store}/bulk", PostOrPut, GetBulkAsync);
        routes.MapMethods("/v1.0/state/{store}/transaction", PostOrPut, TransactAsync);
        routes.MapMethods("/v1.0-alpha1/state/{store}/query", PostOrPut, Query);
    }

    private static async Task GetAsync(HttpContext context, AppState state)
    {
        if (state.Get(context.RouteText("store"), context.RouteText("key")) is not { } entry)
        {
            context.NoContent();
            return;
        }
        context.Response.Headers.ETag = entry.ETag;
        foreach (var (name, value) in entry.Metadata)
            context.Response.Headers["metadata." + name] = value;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(entry.Data, context.RequestAborted);
    }

    private static void Delete(HttpContext context, AppState state)
    {
        var request = new StateRequest(
            context.RouteText("key"), default, context.Request.Headers.IfMatch, context.Request.Query["concurrency"],
            context.Request.Metadata());
        state.Delete(context.RouteText("store"), request);
        context.NoContent();
    }

    private static async Task SaveAsync(HttpContext context, AppState state)
    {
        var store = context.RouteText("store");
        state.Open(store);
        var items = await context.ReadAsync(SidecarJson.Default.ListStateItemBody);
        state.Save(store, [.. items.Select(item => Request(item, context.Request.Metadata()))]);
        context.NoContent();
    }

    private static async Task GetBulkAsync(HttpContext context, AppState state)
    {
        var store = context.RouteText("store");
        state.Open(store);
        var body = await context.ReadAsync(SidecarJson.Default.BulkStateBody);
        var items = state.GetBulk(store, body.Keys ?? []).Select(item => new BulkStateItemBody(
            item.Key,
            item.Entry is { } entry ? Json(item.Key, entry.Data) : null,
            item.Entry?.ETag,
            item.Entry is { ExpiresAt: not null } expiring ? expiring.Metadata : null));
        await context.WriteAsync([.. items], SidecarJson.Default.ListBulkStateItemBody);
    }

    private static async Task TransactAsync(HttpContext context, AppState state)
    {
        var store = context.RouteText("store");
        state.Open(store);
        var body = await context.ReadAsync(SidecarJson.Default.TransactionBody);
        var metadata = context.Request.Metadata();
        state.Transact(store, (body.Operations ?? []).Select(operation => (
            operation.Operation ?? "",
            Request(operation.Request ?? throw HttpAnswers.Malformed("an operation has no request"), metadata))));
        context.NoContent();
    }

    private static void Query(HttpContext context, AppState state)
    {
        state.Open(context.RouteText("store"));
        throw StateErrors.QueryUnsupported();
    }

    // Metadata of the query string wins over that of an item.
    private static StateRequest Request(StateItemBody item, Dictionary<string, string> metadata)
    {
        var merged = new Dictionary<string, string>(item.Metadata ?? []);
        foreach (var (name, value) in metadata)
            merged[name] = value;
        var data = Encoding.UTF8.GetBytes(item.Value is { } value1 ? value1.GetRawText() : "null");
        return new StateRequest(item.Key ?? "", data, item.ETag, item.Options?.Concurrency, merged);
    }

    private static JsonElement Json(string key, ReadOnlyMemory<byte> data)
    {
        try
        {
            return JsonElement.Parse(data.Span);
        }
        catch (JsonException)
        {
            throw new SidecarException(
                StatusCode.Internal, 500, "ERR_STATE_BULK_GET", $"the value of {key} is not JSON");
        }
    }
}
