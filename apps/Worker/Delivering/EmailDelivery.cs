using System.Globalization;
using Microsoft.Extensions.Options;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Email;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Formats;

namespace ReportScheduler.Worker.Delivering;

/// <summary>Mails a run's files to one recipient: attached as far as they are small together, linked else.</summary>
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
        var files = work.Files.Select(file => file.File).ToList();
        var attached = Attachable(files);
        var attachments = attached.Select((file, i) => new EmailAttachment(
            file.FileName, file.ContentType, token => OpenAsync(file, token),
            file.ContentType == ReportFormats.Of(ReportFormat.Png).ContentType ? string.Create(CultureInfo.InvariantCulture, $"{work.MessageId}.{i}@{SenderDomain()}") : null)).ToList();
        var text = Fill(work.Email!.Body ?? DefaultBody, work);
        var list = files.Select(file => Describe(file, attached.Contains(file))).ToList();
        var link = links.Run(work.Fence.Run.RunId);
        return new EmailMessage(
            $"{work.MessageId}@{SenderDomain()}",
            [work.Recipient],
            Fill(work.Email.Subject ?? DefaultSubject, work),
            $"{text}\n\n{string.Join('\n', list)}\n{link}",
            attachments.Any(attachment => attachment.ContentId is not null) ? EmailHtml.Of(text, attachments, list, link) : null,
            attachments);
    }

    /// <summary>The files, from the first on, that may be attached together.</summary>
    private List<RenderedFile> Attachable(IEnumerable<RenderedFile> files)
    {
        var attached = new List<RenderedFile>();
        var room = options.Value.MaxAttachmentBytes;
        foreach (var file in files)
        {
            if (file.SizeBytes > room) continue;
            room -= file.SizeBytes;
            attached.Add(file);
        }

        return attached;
    }

    private Task<Stream> OpenAsync(RenderedFile file, CancellationToken cancellationToken) =>
        ArtifactContent.OpenAsync(artifacts, file.Path, file.ContentEncoding, 0, cancellationToken);

    private static string Describe(RenderedFile file, bool isAttached) => string.Create(
        CultureInfo.InvariantCulture, $"{file.FileName}: {file.RowCount:N0} rows, {file.SizeBytes:N0} bytes{(isAttached ? ", attached" : "")}");

    private string SenderDomain() => email.Value.From.TrimEnd('>').Split('@')[^1];

    private static string Fill(string text, DeliveryWork work) => text
        .Replace("{fireTime}", ZonedTime.Format(RunId.NominalFireAt(work.Fence.Run.RunId), work.TimeZone), StringComparison.Ordinal)
        .Replace("{schedule}", work.ScheduleName ?? work.ReportName, StringComparison.Ordinal)
        .Replace("{report}", work.ReportName, StringComparison.Ordinal);
}
