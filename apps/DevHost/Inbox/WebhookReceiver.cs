using System.Text;
using ReportScheduler.DevHost.Demo;

namespace ReportScheduler.DevHost.Inbox;

/// <summary>Takes webhook calls and checks their signatures where the secret is known.</summary>
public sealed class WebhookReceiver(WebhookStore store, DemoCredentials credentials, TimeProvider time)
{
    private const int MaxBodyBytes = 256 * 1024;

    /// <summary>Answers 204 to a call that was kept, 413 to one that is too long.</summary>
    public async Task<IResult> ReceiveAsync(string name, HttpRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await ReadBodyAsync(request, cancellationToken) is not { } body)
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var headers = request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        bool? verified = credentials.WebhookSecret is { } secret && name == DemoCredentials.WebhookName
            ? WebhookSignature.IsValid(secret, headers, body, now)
            : null;
        await store.AddAsync(new ReceivedWebhook(Guid.CreateVersion7(now), now, $"/webhooks/{name}", verified, headers, body), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<string?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBodyBytes)
                return null;
            body.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }
}
