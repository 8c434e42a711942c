using System.Text.Json;
using Microsoft.Extensions.Options;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Email;
using ReportScheduler.Delivery.Webhook;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Alerts;
using ReportScheduler.ServiceDefaults.Secrets;
using ReportScheduler.Worker.Delivering;

namespace ReportScheduler.Worker.Alerts;

/// <summary>The body of a webhook call about an alert, in the shape Standard Webhooks recommend.</summary>
internal sealed record AlertPayload(string Type, DateTimeOffset Timestamp, AlertData Data);

internal sealed record AlertData(Guid AlertId, AlertKind Kind, string Message, Guid ScheduleId, Guid? RunId, string Url);

/// <summary>
/// Tells people of an alert, at least once: each message has the alert's id, so that receivers can drop repeats. What one
/// place refuses for good does not keep the others from it.
/// </summary>
internal sealed partial class AlertDelivery(
    AlertDeliveryStore alerts,
    EmailSender email,
    WebhookSender webhooks,
    CredentialProtector credentials,
    PublicLinks links,
    IOptions<EmailOptions> emailOptions,
    ILogger<AlertDelivery> logger)
{
    public async Task SendAsync(AlertRaised raised, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(raised.TenantId, raised.AlertId, cancellationToken) is not { } alert) return;

        var isDone = true;
        foreach (var destination in alert.Destinations)
            isDone &= await TrySendAsync(raised.TenantId, alert, destination, cancellationToken);
        if (alert.Destinations.Count == 0 && alert.Owner.Contains('@', StringComparison.Ordinal))
            isDone = IsDone(alert, await MailAsync(alert, [alert.Owner], cancellationToken));
        if (isDone) await alerts.MarkNotifiedAsync(raised.TenantId, alert.Id, cancellationToken);
    }

    private async Task<bool> TrySendAsync(Guid tenantId, AlertWork alert, AlertDestination destination, CancellationToken cancellationToken) =>
        IsDone(alert, destination.Url is { } url
            ? await CallAsync(tenantId, alert, destination, url, cancellationToken)
            : await MailAsync(alert, destination.To, cancellationToken));

    private bool IsDone(AlertWork alert, DeliveryOutcome outcome)
    {
        if (outcome is DeliveryOutcome.Failed failed) Refused(logger, alert.Id, failed.Message);
        return outcome is not DeliveryOutcome.Retry;
    }

    private Task<DeliveryOutcome> MailAsync(AlertWork alert, IReadOnlyList<string> to, CancellationToken cancellationToken) =>
        email.SendAsync(
            new EmailMessage(
                $"{alert.Id}@{emailOptions.Value.From.TrimEnd('>').Split('@')[^1]}",
                to,
                alert.Kind == AlertKind.DeadlineMissed ? "A report is late" : "A schedule is paused",
                $"{alert.Message}\n\n{Link(alert)}\n",
                HtmlBody: null,
                []),
            _ => Task.FromResult(true),
            cancellationToken);

    private async Task<DeliveryOutcome> CallAsync(
        Guid tenantId, AlertWork alert, AlertDestination destination, string url, CancellationToken cancellationToken)
    {
        var secret = destination.EncryptedSecret is { } stored
            ? await credentials.UnprotectAsync(tenantId, destination.Id, stored, cancellationToken)
            : "";
        if (!WebhookSecret.TryParse(secret, out var key))
            return new DeliveryOutcome.Failed(DeliveryErrors.WebhookInvalid, "The destination has no signing secret; save it again.");

        var payload = new AlertPayload(
            "alert.raised", alert.RaisedAt, new AlertData(alert.Id, alert.Kind, alert.Message, alert.ScheduleId, alert.RunId, Link(alert)));
        return await webhooks.SendAsync(
            new WebhookRequest($"{alert.Id}", url, key, JsonSerializer.SerializeToUtf8Bytes(payload, WorkerJson.Default.AlertPayload)), cancellationToken);
    }

    private string Link(AlertWork alert) =>
        alert is { Kind: AlertKind.DeadlineMissed, RunId: { } run } ? links.Run(run) : links.Schedule(alert.ScheduleId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {AlertId} could not be told: {Reason}")]
    private static partial void Refused(ILogger logger, Guid alertId, string reason);
}
