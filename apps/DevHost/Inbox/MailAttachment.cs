namespace ReportScheduler.DevHost.Inbox;

/// <summary>A file attached to an e-mail.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record MailAttachment(string Name, string ContentType, long Size);
