namespace ReportScheduler.Delivery;

/// <summary>The stable codes of <see cref="DeliveryOutcome"/>.</summary>
public static class DeliveryErrors
{
    /// <summary>The caller withdrew the delivery right before it was handed over.</summary>
    public const string Withdrawn = "delivery_withdrawn";

    /// <summary>An address, the subject or a file name has a line break or is not what it should be.</summary>
    public const string EmailInvalid = "email_invalid";

    /// <summary>The mail server cannot be reached, or broke the connection before it was given the message.</summary>
    public const string EmailUnreachable = "email_unreachable";

    /// <summary>TLS is not offered, or the certificate is not trusted.</summary>
    public const string EmailTlsFailed = "email_tls_failed";

    /// <summary>The mail server refused the user name or the password.</summary>
    public const string EmailAuthFailed = "email_auth_failed";

    /// <summary>The mail server refused the recipient.</summary>
    public const string EmailRecipientRefused = "email_recipient_refused";

    /// <summary>The mail server refused the sender or the message.</summary>
    public const string EmailRefused = "email_refused";

    /// <summary>The connection was lost while the message was handed over.</summary>
    public const string EmailOutcomeUnknown = "email_outcome_unknown";

    /// <summary>An attachment could not be read.</summary>
    public const string AttachmentUnavailable = "attachment_unavailable";

    /// <summary>The message could not be written to the pickup folder.</summary>
    public const string PickupFailed = "email_pickup_failed";

    /// <summary>The address is not one that may be called.</summary>
    public const string WebhookAddressRefused = "webhook_address_refused";

    /// <summary>The secret is none of ours, or the id is not allowed in a header.</summary>
    public const string WebhookInvalid = "webhook_invalid";

    /// <summary>No connection, or it broke before the response.</summary>
    public const string WebhookUnreachable = "webhook_unreachable";

    /// <summary>The certificate is not trusted or not the host's.</summary>
    public const string WebhookTlsFailed = "webhook_tls_failed";

    /// <summary>No response in time.</summary>
    public const string WebhookTimeout = "webhook_timeout";

    /// <summary>The receiver asks to come back later, or has a fault of its own.</summary>
    public const string WebhookUnavailable = "webhook_unavailable";

    /// <summary>The receiver redirects, which is not followed.</summary>
    public const string WebhookRedirected = "webhook_redirected";

    /// <summary>The receiver is gone for good (410).</summary>
    public const string WebhookGone = "webhook_gone";

    /// <summary>The receiver refuses the request.</summary>
    public const string WebhookRefused = "webhook_refused";
}
