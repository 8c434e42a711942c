namespace ReportScheduler.Delivery.Webhook;

/// <summary>A webhook to call.</summary>
/// <param name="Id">
/// The same at every attempt, so that the receiver can drop repeats; 1 to 128 letters, digits, <c>_</c>, <c>.</c>, <c>-</c>.
/// </param>
/// <param name="Url">Address to call.</param>
/// <param name="Secret">Secret of the destination, <c>whsec_…</c>.</param>
/// <param name="Payload">JSON in UTF-8.</param>
public sealed record WebhookRequest(string Id, string Url, WebhookSecret Secret, ReadOnlyMemory<byte> Payload);
