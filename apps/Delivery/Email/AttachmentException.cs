namespace ReportScheduler.Delivery.Email;

/// <summary>An attachment could not be read, so that the message was not completed.</summary>
internal sealed class AttachmentException(Exception cause) : Exception("An attachment could not be read.", cause);
