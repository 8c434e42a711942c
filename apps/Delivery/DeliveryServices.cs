using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ReportScheduler.Delivery.Email;
using ReportScheduler.Delivery.Webhook;

namespace ReportScheduler.Delivery;

/// <summary>Registers the channels.</summary>
public static class DeliveryServices
{
    /// <summary>
    /// Adds <see cref="EmailSender"/> and <see cref="WebhookSender"/>, configured by <see cref="DeliveryOptions"/> and
    /// <see cref="EmailOptions"/>, which are checked when the host starts: outside Development nothing weak is taken.
    /// </summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeliveryOptions>()
            .Bind(configuration.GetSection(DeliveryOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<EmailOptions>()
            .Bind(configuration.GetSection(EmailOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<EmailSender>();
        services.AddSingleton<WebhookSender>();
        return services;
    }
}
