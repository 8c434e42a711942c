using System.Net;
using System.Text.Json;
using ReportScheduler.DevHost.Sidecar.Apps;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>Asks an app what it wants: <c>GET /dapr/subscribe</c>.</summary>
internal sealed partial class SubscriptionReader(AppChannel app, ILogger logger)
{
    /// <returns>Empty when the app has none or its answer is of no use, which is logged.</returns>
    /// <exception cref="HttpRequestException">The app did not answer.</exception>
    public async Task<IReadOnlyList<Subscription>> ReadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("dapr/subscribe", UriKind.Relative));
        using var response = await app.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return [];
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            LogStatus(logger, (int)response.StatusCode);
            return [];
        }
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var given = await JsonSerializer.DeserializeAsync(
                body, PubSubJson.Default.ListAppSubscription, cancellationToken);
            return [.. (given ?? []).Select(Create).OfType<Subscription>()];
        }
        catch (JsonException exception)
        {
            LogMalformed(logger, exception.Message);
            return [];
        }
    }

    private Subscription? Create(AppSubscription given)
    {
        try
        {
            var rules = SubscriptionRules.Create(
                (given.Routes?.Rules ?? []).Select(rule => (rule.Match, rule.Path)), given.Routes?.Default, given.Route);
            if (rules.Count == 0)
            {
                LogRefused(logger, given.Topic, "it has no route");
                return null;
            }
            return new Subscription(
                given.PubsubName ?? "", given.Topic ?? "", rules,
                string.IsNullOrEmpty(given.DeadLetterTopic) ? null : given.DeadLetterTopic,
                given.Metadata ?? [],
                given.BulkSubscribe is { Enabled: true } bulk
                    ? SubscriptionRules.Bulk(bulk.MaxMessagesCount, bulk.MaxAwaitDurationMs)
                    : null,
                Declarative: false);
        }
        catch (FormatException exception)
        {
            LogRefused(logger, given.Topic, exception.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "GET /dapr/subscribe answered {Status}; the app gets no messages")]
    private static partial void LogStatus(ILogger logger, int status);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "GET /dapr/subscribe answered no valid JSON; the app gets no messages: {Problem}")]
    private static partial void LogMalformed(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription to topic {Topic} refused: {Problem}")]
    private static partial void LogRefused(ILogger logger, string? topic, string problem);
}
