using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Delivery;

/// <summary>Limits of deliveries; section <c>Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Delivery";

    /// <summary>Allows webhooks by plain http and to loopback and private addresses. Off by default; Development only.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Time for one call of a webhook. Default 15 s, 1 s to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00", ErrorMessage = "Delivery:WebhookTimeout is not between 1 s and 2 min.")]
    public TimeSpan WebhookTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
