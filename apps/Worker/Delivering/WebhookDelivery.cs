using System.Text.Json;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Webhook;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Worker.Delivering;

/// <summary>The body of a webhook call, in the shape Standard Webhooks recommend.</summary>
internal sealed record WebhookPayload(string Type, DateTimeOffset Timestamp, WebhookData Data);

/// <param name="NominalFireAt">When the report was due.</param>
internal sealed record WebhookData(Guid RunId, string Report, string? Schedule, DateTimeOffset NominalFireAt, IReadOnlyList<WebhookArtifact> Artifacts);

/// <param name="Url">Where the file is; a token of the tenant is needed.</param>
internal sealed record WebhookArtifact(
    Guid Id, string FileName, string Format, string? Section, string ContentType, long SizeBytes, long RowCount, string Sha256, string Url);

/// <summary>Tells a webhook that a report is ready, under the same webhook-id at each attempt, so that the receiver can drop repeats.</summary>
internal sealed class WebhookDelivery(
    WebhookSender sender, DeliveryExecutionStore deliveries, CredentialProtector credentials, PublicLinks links, TimeProvider time)
{
    private const string EventType = "report.ready";

    public async Task<DeliveryOutcome> SendAsync(DeliveryWork work, CancellationToken cancellationToken)
    {
        var secret = work.EncryptedSecret is { } stored
            ? await credentials.UnprotectAsync(work.Fence.Run.TenantId, work.DestinationId, stored, cancellationToken)
            : "";
        if (!WebhookSecret.TryParse(secret, out var key))
            return new DeliveryOutcome.Failed(DeliveryErrors.WebhookInvalid, "The destination was deleted, or has no signing secret; save it again.");

        var request = new WebhookRequest(work.MessageId, work.Webhook!.Url, key, Payload(work));
        return await deliveries.MarkSendingAsync(work.Fence, cancellationToken)
            ? await sender.SendAsync(request, cancellationToken)
            : new DeliveryOutcome.Failed(DeliveryErrors.Withdrawn, "The delivery was withdrawn before it was sent.");
    }

    private byte[] Payload(DeliveryWork work)
    {
        var data = new WebhookData(
            work.Fence.Run.RunId,
            work.ReportName,
            work.ScheduleName,
            RunId.NominalFireAt(work.Fence.Run.RunId),
            [.. work.Files.Select(ToArtifact)]);
        return JsonSerializer.SerializeToUtf8Bytes(
            new WebhookPayload(EventType, time.GetUtcNow(), data), WorkerJson.Default.WebhookPayload);
    }

    private WebhookArtifact ToArtifact(DeliveredFile delivered)
    {
        var file = delivered.File;
        return new WebhookArtifact(
            delivered.ArtifactId, file.FileName, file.Format, file.Section, file.ContentType, file.SizeBytes, file.RowCount, file.Sha256,
            links.Content(delivered.ArtifactId));
    }
}
