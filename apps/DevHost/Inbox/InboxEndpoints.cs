using System.Net.Mime;

namespace ReportScheduler.DevHost.Inbox;

/// <summary>
/// What was delivered on this machine: a receiver for webhooks and a view of the e-mails. Served at a port of its own, and at
/// /dev/inbox of the gateway.
/// </summary>
public sealed class InboxEndpoints(WebhookReceiver receiver, WebhookStore webhooks, MailFolder mails)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/webhooks/{name}", receiver.ReceiveAsync);
        endpoints.MapGet("/webhooks", ListWebhooksAsync);
        endpoints.MapGet("/mail", ListMailsAsync);
        endpoints.MapGet("/mail/{file}", GetMail);
        endpoints.MapGet("/mail/{file}/attachments/{number:int:min(0)}", GetAttachmentAsync);
    }

    private async Task<IResult> ListWebhooksAsync(CancellationToken cancellationToken) =>
        TypedResults.Json(
            new InboxList<ReceivedWebhook>(await webhooks.ListAsync(cancellationToken)), DevHostJson.Default.InboxListReceivedWebhook);

    private async Task<IResult> ListMailsAsync(CancellationToken cancellationToken) =>
        TypedResults.Json(new InboxList<MailSummary>(await mails.ListAsync(cancellationToken)), DevHostJson.Default.InboxListMailSummary);

    private IResult GetMail(string file) =>
        mails.Find(file) is { } path ? TypedResults.PhysicalFile(path, "message/rfc822", file) : TypedResults.NotFound();

    private async Task<IResult> GetAttachmentAsync(string file, int number, CancellationToken cancellationToken)
    {
        if (await mails.OpenAttachmentAsync(file, number, cancellationToken) is not { Content: { } content } attachment)
            return TypedResults.NotFound();
        // Never shown by the browser itself: a report may be anything.
        return TypedResults.Stream(
            output => content.DecodeToAsync(output, CancellationToken.None),
            MediaTypeNames.Application.Octet,
            attachment.FileName ?? $"attachment-{number}");
    }
}
