namespace ReportScheduler.Delivery.Email;

/// <summary>A message to send.</summary>
/// <param name="MessageId">
/// <c>left@right</c>, the same at every attempt; receivers and the pickup folder tell repeats by it.
/// </param>
/// <param name="To">Addresses; if one is refused, none gets the message.</param>
/// <param name="Subject">One line.</param>
/// <param name="TextBody">Plain text.</param>
/// <param name="HtmlBody">The same as HTML, if there is one.</param>
/// <param name="Attachments">Files; read while the message is sent, never held in memory.</param>
public sealed record EmailMessage(
    string MessageId,
    IReadOnlyList<string> To,
    string Subject,
    string TextBody,
    string? HtmlBody,
    IReadOnlyList<EmailAttachment> Attachments);

/// <summary>A file of a message.</summary>
/// <param name="FileName">Name that the receiver sees.</param>
/// <param name="ContentType">MIME type, for example <c>text/csv; charset=utf-8</c>.</param>
/// <param name="OpenAsync">Opens the content from its start; may be called more than once.</param>
/// <param name="ContentId">
/// <c>left@right</c>, by which the HTML body shows it as <c>cid:left@right</c> (RFC 2392); null: it stands beside the body.
/// </param>
public sealed record EmailAttachment(
    string FileName, string ContentType, Func<CancellationToken, Task<Stream>> OpenAsync, string? ContentId = null);
