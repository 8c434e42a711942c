using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ReportScheduler.Delivery.Email;

/// <summary>Sends e-mail over the transport that <see cref="EmailOptions"/> name.</summary>
public sealed class EmailSender(IOptions<EmailOptions> options, TimeProvider time, ILogger<EmailSender> logger)
{
    private readonly EmailOptions _options = options.Value;

    /// <summary>Makes one attempt.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="beforeTransmission">
    /// Awaited when everything is ready and right before the message is handed over, to record that it may have been sent from
    /// here on. False stops the delivery.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops the attempt. Once the message is being handed over, the outcome is <see cref="DeliveryOutcome.Unknown"/> and no
    /// exception.
    /// </param>
    public async Task<DeliveryOutcome> SendAsync(
        EmailMessage message, Func<CancellationToken, Task<bool>> beforeTransmission, CancellationToken cancellationToken)
    {
        if (!MimeMessages.TryCreate(message, _options.From, time.GetUtcNow(), out var mime))
        {
            return new DeliveryOutcome.Failed(
                DeliveryErrors.EmailInvalid, "An address, the subject or a file name of the message is not valid.");
        }

        using (mime)
        {
            return string.IsNullOrWhiteSpace(_options.PickupFolder)
                ? await new SmtpTransport(_options, logger).SendAsync(mime, beforeTransmission, cancellationToken)
                : await new PickupFolder(_options.PickupFolder, logger).SendAsync(mime, beforeTransmission, cancellationToken);
        }
    }
}
