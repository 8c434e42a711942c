using System.Globalization;
using Microsoft.Extensions.Options;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Email;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Worker.Delivering;

/// <summary>Mails an artifact to one recipient: attached when it is small, linked when it is large.</summary>
internal sealed class EmailDelivery(
    EmailSender sender,
    DeliveryExecutionStore deliveries,
    IArtifactStore artifacts,
    IOptions<EmailOptions> email,
    IOptions<WorkerOptions> options,
    PublicLinks links)
{
    private const string DefaultSubject = "{report}, {fireTime}";
    private const string DefaultBody = "{report} for {fireTime} is ready.";

    public async Task<DeliveryOutcome> SendAsync(DeliveryWork work, CancellationToken cancellationToken)
    {
        // A mail server can't tell whether it has seen a message; the pickup folder can.
        if (work.WasSending && string.IsNullOrWhiteSpace(email.Value.PickupFolder))
        {
            return new DeliveryOutcome.Unknown(
                DeliveryErrors.EmailOutcomeUnknown, "The worker was lost while it sent the message; it may or may not have arrived.");
        }

        return await sender.SendAsync(
            Compose(work), token => deliveries.MarkSendingAsync(work.Fence, token), cancellationToken);
    }

    private EmailMessage Compose(DeliveryWork work)
    {
        var isAttached = work.File.SizeBytes <= options.Value.MaxAttachmentBytes;
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Fill(work.Email!.Body ?? DefaultBody, work)}

            {work.File.FileName}: {work.File.RowCount:N0} rows, {work.File.SizeBytes:N0} bytes{(isAttached ? ", attached" : "")}
            {links.Run(work.Fence.Run.RunId)}
            """);
        return new EmailMessage(
            $"{work.MessageId}@{SenderDomain()}",
            [work.Recipient],
            Fill(work.Email.Subject ?? DefaultSubject, work),
            body,
            HtmlBody: null,
            isAttached ? [new EmailAttachment(work.File.FileName, work.File.ContentType, token => OpenAsync(work, token))] : []);
    }

    private Task<Stream> OpenAsync(DeliveryWork work, CancellationToken cancellationToken) =>
        ArtifactContent.OpenAsync(artifacts, work.File.Path, work.File.ContentEncoding, 0, cancellationToken);

    private string SenderDomain() => email.Value.From.TrimEnd('>').Split('@')[^1];

    private static string Fill(string text, DeliveryWork work) => text
        .Replace("{fireTime}", ZonedTime.Format(RunId.NominalFireAt(work.Fence.Run.RunId), work.TimeZone), StringComparison.Ordinal)
        .Replace("{schedule}", work.ScheduleName ?? work.ReportName, StringComparison.Ordinal)
        .Replace("{report}", work.ReportName, StringComparison.Ordinal);
}
