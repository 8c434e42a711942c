using Microsoft.Extensions.Logging;

namespace ReportScheduler.Delivery.Email;

/// <summary>Tells operators the cause of what tenants are told in one sentence.</summary>
internal static partial class EmailLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "E-mail {MessageId} was not delivered: {Outcome}")]
    public static partial void NotDelivered(ILogger logger, Exception exception, string? messageId, string outcome);
}
