namespace ReportScheduler.Delivery;

/// <summary>
/// How one attempt at a delivery ended. Messages are one sentence for the tenant and name no host and no secret.
/// </summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    /// <summary>The receiver took it.</summary>
    /// <param name="Receipt">What the receiver said, shortened.</param>
    public sealed record Delivered(string Receipt) : DeliveryOutcome;

    /// <summary>The receiver did not take it, and may take it later.</summary>
    /// <param name="Code">One of <see cref="DeliveryErrors"/>.</param>
    /// <param name="Message">One sentence.</param>
    /// <param name="RetryAfter">How long the receiver asks to wait; null if it did not say.</param>
    public sealed record Retry(string Code, string Message, TimeSpan? RetryAfter = null) : DeliveryOutcome;

    /// <summary>The receiver will not take it, or it must not be sent.</summary>
    /// <param name="Code">One of <see cref="DeliveryErrors"/>.</param>
    /// <param name="Message">One sentence.</param>
    public sealed record Failed(string Code, string Message) : DeliveryOutcome;

    /// <summary>The receiver may or may not have taken it; sending it again could double it.</summary>
    /// <param name="Code">One of <see cref="DeliveryErrors"/>.</param>
    /// <param name="Message">One sentence.</param>
    public sealed record Unknown(string Code, string Message) : DeliveryOutcome;
}
