using System.Diagnostics.CodeAnalysis;
using MimeKit;
using MimeKit.Utils;

namespace ReportScheduler.Delivery.Email;

/// <summary>Builds MIME messages from what tenants wrote. Nothing of theirs can add a header or an address.</summary>
internal static class MimeMessages
{
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    public static bool TryCreate(
        EmailMessage message, string from, DateTimeOffset date, [NotNullWhen(true)] out MimeMessage? mime)
    {
        mime = null;
        var recipients = new List<MailboxAddress>(message.To.Count);
        foreach (var address in message.To)
        {
            if (!TryParseAddress(address, out var mailbox)) return false;
            recipients.Add(mailbox);
        }

        if (recipients.Count == 0
            || HasControl(message.Subject)
            || !TryParseMessageId(message.MessageId, out var messageId)
            || !message.Attachments.All(IsValid))
        {
            return false;
        }

        mime = new MimeMessage([MailboxAddress.Parse(from)], recipients, message.Subject, Body(message))
        {
            MessageId = messageId,
            Date = date,
        };

        // Asks out-of-office robots not to answer (RFC 3834).
        mime.Headers.Add("Auto-Submitted", "auto-generated");
        return true;
    }

    private static bool TryParseAddress(string text, [NotNullWhen(true)] out MailboxAddress? mailbox)
    {
        mailbox = null;
        return !HasControl(text)
            && MailboxAddress.TryParse(Strict, text, out mailbox)
            && mailbox.Address == text
            && mailbox.Domain.Length > 0;
    }

    private static bool TryParseMessageId(string text, out string messageId)
    {
        messageId = MimeUtils.ParseMessageId(text) ?? "";
        return !HasControl(text) && messageId.Length > 0 && messageId == text.Trim('<', '>') && messageId.Contains('@');
    }

    private static bool IsValid(EmailAttachment attachment) =>
        attachment.FileName.Length > 0
        && !HasControl(attachment.FileName)
        && !HasControl(attachment.ContentType)
        && ContentType.TryParse(attachment.ContentType, out _);

    private static bool HasControl(string text) => text.Any(char.IsControl);

    private static MimeEntity Body(EmailMessage message)
    {
        // Without a body to show it, an image stands beside.
        var isShown = message.Attachments.ToLookup(attachment => message.HtmlBody is not null && attachment.ContentId is not null);
        var (shown, beside) = (isShown[true].ToList(), isShown[false].ToList());
        MimeEntity body = new TextPart("plain") { Text = message.TextBody };
        if (message.HtmlBody is { } text)
        {
            MimeEntity html = new TextPart("html") { Text = text };
            if (shown.Count > 0) html = With(new MultipartRelated { html }, shown);
            body = new MultipartAlternative { body, html };
        }

        return beside.Count == 0 ? body : With(new Multipart("mixed") { body }, beside);
    }

    private static Multipart With(Multipart multipart, IEnumerable<EmailAttachment> attachments)
    {
        foreach (var attachment in attachments)
            multipart.Add(Part(attachment));
        return multipart;
    }

    private static MimePart Part(EmailAttachment attachment)
    {
        var part = new MimePart(ContentType.Parse(attachment.ContentType))
        {
            ContentDisposition = new ContentDisposition(
                attachment.ContentId is null ? ContentDisposition.Attachment : ContentDisposition.Inline),
            ContentTransferEncoding = ContentEncoding.Base64,
            Content = new StreamedContent(attachment.OpenAsync),
        };
        part.FileName = attachment.FileName;
        if (attachment.ContentId is not null) part.ContentId = attachment.ContentId;
        return part;
    }
}
