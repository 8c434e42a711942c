using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ReportScheduler.DevHost.Sidecar.Apps;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>What became of a message that was handed to an app.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The app took it.</summary>
    Success,

    /// <summary>The app does not want it.</summary>
    Drop,

    /// <summary>To be tried again.</summary>
    Failed,

    /// <summary>Nothing listens on the app's port; the message never left.</summary>
    AppGone,
}

/// <summary>Posts events to an app and reads its answer as daprd does.</summary>
internal sealed partial class Postman(AppChannel app, ILogger logger)
{
    public async Task<DeliveryOutcome> DeliverAsync(
        string pubSub, BusMessage message, ReadOnlyMemory<byte> cloudEvent, string path, EventHead head,
        TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var request = Request(path, cloudEvent, ContentTypes.CloudEvent, pubSub, message.Metadata);
        Set(request, "traceparent", head.TraceParent);
        Set(request, "tracestate", head.TraceState);
        var (outcome, status) = await SendAsync(request, timeout, ReadStatusAsync, cancellationToken);
        if (outcome is not DeliveryOutcome.Success)
            return outcome;
        switch (status)
        {
            case null or "" or "SUCCESS":
                return DeliveryOutcome.Success;
            case "DROP":
                LogDropped(logger, head.Id, message.Topic, "the app answered DROP");
                return DeliveryOutcome.Drop;
            default:
                LogFailed(logger, message.Topic, $"the app answered {status}");
                return DeliveryOutcome.Failed;
        }
    }

    /// <summary>Posts a batch; what the app says of each entry is in the answer, null when it could not be read.</summary>
    public async Task<(DeliveryOutcome Outcome, Dictionary<string, string>? Statuses)> DeliverBatchAsync(
        string pubSub, ReadOnlyMemory<byte> batch, string path, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var request = Request(path, batch, ContentTypes.Json, pubSub, new Dictionary<string, string>());
        return await SendAsync(request, timeout, ReadStatusesAsync, cancellationToken);
    }

    private async Task<(DeliveryOutcome Outcome, T? Answer)> SendAsync<T>(
        HttpRequestMessage request, TimeSpan? timeout, Func<Stream, CancellationToken, Task<T?>> read,
        CancellationToken cancellationToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout is { } longest)
            limit.CancelAfter(longest);
        var path = request.RequestUri!.OriginalString;
        try
        {
            using var response = await app.SendAsync(request, limit.Token);
            if (response.IsSuccessStatusCode)
            {
                await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
                return (DeliveryOutcome.Success, await read(body, limit.Token));
            }
            if (response.StatusCode is HttpStatusCode.NotFound)
            {
                LogDropped(logger, null, path, "the app answered 404");
                return (DeliveryOutcome.Drop, null);
            }
            LogFailed(logger, path, $"the app answered {(int)response.StatusCode}");
            return (DeliveryOutcome.Failed, null);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError)
        {
            return (DeliveryOutcome.AppGone, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            LogFailed(logger, path, "the app broke the connection");
            return (DeliveryOutcome.Failed, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, path, "the app took longer than the policy allows");
            return (DeliveryOutcome.Failed, null);
        }
    }

    private static HttpRequestMessage Request(
        string path, ReadOnlyMemory<byte> body, string contentType, string pubSub,
        IReadOnlyDictionary<string, string> metadata)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        foreach (var (name, value) in metadata)
        {
            // The token must not come from a publisher, nor the framing of the message.
            if (!value.AsSpan().ContainsAny('\r', '\n', '\0') && !HeaderRules.IsReserved(name))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        request.Headers.TryAddWithoutValidation("pubsubName", pubSub);
        return request;
    }

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (!string.IsNullOrEmpty(value))
            request.Headers.TryAddWithoutValidation(name, value);
    }

    private static async Task<string?> ReadStatusAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await JsonSerializer.DeserializeAsync(
                body, PubSubJson.Default.AppResponse, cancellationToken);
            return answer?.Status;
        }
        catch (JsonException)
        {
            // Any body that is not of this form counts as success.
            return null;
        }
    }

    private static async Task<Dictionary<string, string>?> ReadStatusesAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await JsonSerializer.DeserializeAsync(
                body, PubSubJson.Default.AppBulkResponse, cancellationToken);
            return answer?.Statuses?
                .GroupBy(status => status.EntryId ?? "")
                .ToDictionary(group => group.Key, group => group.Last().Status ?? "");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Id} of {Topic} dropped: {Reason}")]
    private static partial void LogDropped(ILogger logger, string? id, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery to {Topic} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string topic, string reason);
}
