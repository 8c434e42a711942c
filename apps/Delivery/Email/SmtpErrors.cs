using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace ReportScheduler.Delivery.Email;

/// <summary>Tells what an error of MailKit's means for the message.</summary>
internal static class SmtpErrors
{
    private const int MaxReceiptLength = 200;
    private const int FirstPermanentStatus = 500;

    /// <param name="exception">What was thrown.</param>
    /// <param name="begun">True if the message may have been handed over.</param>
    /// <returns>
    /// Null if the exception is not about this message but a defect or, before anything was handed over, a cancellation.
    /// </returns>
    public static DeliveryOutcome? OutcomeOf(Exception exception, bool begun) => exception switch
    {
        // An answer of the server's is definite, whenever it comes.
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } refused => Refused(
            refused.StatusCode, DeliveryErrors.EmailRecipientRefused, "The mail server refused the recipient"),
        SmtpCommandException refused => Refused(
            refused.StatusCode, DeliveryErrors.EmailRefused, "The mail server refused the message"),

        // The message was not completed, and a server drops what is not.
        AttachmentException => new DeliveryOutcome.Retry(
            DeliveryErrors.AttachmentUnavailable, "The attachment could not be read."),

        _ when begun && (IsConnection(exception) || exception is OperationCanceledException) => new DeliveryOutcome.Unknown(
            DeliveryErrors.EmailOutcomeUnknown,
            "The connection was lost while the message was handed over: the mail server may or may not have taken it."),

        AuthenticationException { InnerException: SmtpCommandException refused } when IsTemporary(refused.StatusCode) =>
            new DeliveryOutcome.Retry(DeliveryErrors.EmailAuthFailed, "The mail server cannot check user names at the moment."),
        AuthenticationException => new DeliveryOutcome.Failed(
            DeliveryErrors.EmailAuthFailed, "The mail server refused the user name or the password."),
        ServiceNotAuthenticatedException => new DeliveryOutcome.Failed(
            DeliveryErrors.EmailAuthFailed, "The mail server wants a user name and a password."),
        SslHandshakeException => new DeliveryOutcome.Retry(
            DeliveryErrors.EmailTlsFailed, "The mail server's certificate is not trusted."),
        NotSupportedException => new DeliveryOutcome.Failed(
            DeliveryErrors.EmailTlsFailed, "The mail server lacks what the message or the settings need, such as STARTTLS."),
        _ when IsConnection(exception) => new DeliveryOutcome.Retry(
            DeliveryErrors.EmailUnreachable, "The mail server cannot be reached."),
        _ => null,
    };

    /// <summary>True for what a refused, silent or broken connection looks like.</summary>
    public static bool IsConnection(Exception exception) =>
        exception is IOException or SocketException or TimeoutException or ProtocolException or ServiceNotConnectedException;

    /// <summary>The server's words as one short line.</summary>
    public static string OneLine(string response) =>
        new([.. response.Take(MaxReceiptLength).Select(c => char.IsControl(c) ? ' ' : c)]);

    private static bool IsTemporary(SmtpStatusCode status) => (int)status < FirstPermanentStatus;

    private static DeliveryOutcome Refused(SmtpStatusCode status, string code, string sentence)
    {
        var message = FormattableString.Invariant($"{sentence} (status {(int)status}).");
        return IsTemporary(status)
            ? new DeliveryOutcome.Retry(code, message)
            : new DeliveryOutcome.Failed(code, message);
    }
}
