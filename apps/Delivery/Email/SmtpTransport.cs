using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace ReportScheduler.Delivery.Email;

/// <summary>Hands one message to a mail server, over a connection of its own.</summary>
internal sealed class SmtpTransport(EmailOptions options, ILogger logger)
{
    public async Task<DeliveryOutcome> SendAsync(
        MimeMessage message, Func<CancellationToken, Task<bool>> beforeTransmission, CancellationToken cancellationToken)
    {
        using var log = new HandOverLog();
        using var client = new SmtpClient(log) { Timeout = (int)options.SmtpTimeout.TotalMilliseconds };
        try
        {
            await ConnectAsync(client, cancellationToken);
            if (!await beforeTransmission(cancellationToken))
                return new DeliveryOutcome.Failed(DeliveryErrors.Withdrawn, "The delivery was withdrawn.");
            var response = await client.SendAsync(message, cancellationToken);
            return new DeliveryOutcome.Delivered(SmtpErrors.OneLine(response));
        }
        catch (Exception exception) when (SmtpErrors.OutcomeOf(exception, log.Begun) is { } outcome)
        {
            EmailLog.NotDelivered(logger, exception, message.MessageId, outcome.GetType().Name);
            return outcome;
        }
        finally
        {
            await QuitAsync(client);
        }
    }

    private async Task ConnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var security = options.SmtpSecurity switch
        {
            SmtpSecurity.None => SecureSocketOptions.None,
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.SslOnConnect,
        };
        await client.ConnectAsync(options.SmtpHost!, options.SmtpPort, security, cancellationToken);

        // SIZE and CHUNKING would make MailKit read every attachment twice, only to measure it.
        client.Capabilities &= ~(SmtpCapabilities.Size | SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
        if (!string.IsNullOrEmpty(options.SmtpUsername))
        {
            await client.AuthenticateAsync(options.SmtpUsername, options.SmtpPassword ?? "", cancellationToken);
            client.Capabilities &= ~(SmtpCapabilities.Size | SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
        }
    }

    private static async Task QuitAsync(SmtpClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception exception) when (SmtpErrors.IsConnection(exception))
        {
            // The outcome is known already.
        }
    }
}
