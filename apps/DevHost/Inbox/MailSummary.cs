namespace ReportScheduler.DevHost.Inbox;

/// <summary>An e-mail in the pickup folder.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="MessageId">Its Message-ID without angle brackets.</param>
/// <param name="From">Who it is from.</param>
/// <param name="To">Who it is to.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Date">When it was written.</param>
/// <param name="Text">The start of its text.</param>
/// <param name="Attachments">What is attached; each one's place in the list is its number.</param>
public sealed record MailSummary(
    string File,
    string? MessageId,
    IReadOnlyList<string> From,
    IReadOnlyList<string> To,
    string? Subject,
    DateTimeOffset Date,
    string? Text,
    IReadOnlyList<MailAttachment> Attachments);
