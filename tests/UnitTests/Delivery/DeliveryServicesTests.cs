using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Email;
using ReportScheduler.Delivery.Webhook;

namespace ReportScheduler.UnitTests.Delivery;

public sealed class DeliveryServicesTests
{
    private const string From = "Email:From=reports@example.com";
    private const string Host = "Email:SmtpHost=mail.example.com";

    [Theory]
    [InlineData("Production", From, Host)]
    [InlineData("Production", From, Host, "Email:SmtpSecurity=tls", "Email:SmtpPort=465")]
    [InlineData("Development", From, Host, "Email:SmtpSecurity=none")]
    [InlineData("Development", From, "Email:PickupFolder=mails", "Delivery:AllowPrivateAddresses=true")]
    public void AddDelivery_UsableSettings_GivesTheSenders(string environment, params string[] settings)
    {
        using var services = Services(environment, settings);

        services.GetRequiredService<IStartupValidator>().Validate();

        services.GetRequiredService<EmailSender>().Should().NotBeNull();
        services.GetRequiredService<WebhookSender>().Should().NotBeNull();
    }

    [Theory]
    [InlineData("Production", "Email:From", Host)]
    [InlineData("Production", "Email:From", Host, "Email:From=not an address")]
    [InlineData("Production", "Email:PickupFolder", From)]
    [InlineData("Development", "Email:PickupFolder", From, Host, "Email:PickupFolder=mails")]
    [InlineData("Production", "Email:PickupFolder", From, "Email:PickupFolder=mails")]
    [InlineData("Production", "Email:SmtpSecurity", From, Host, "Email:SmtpSecurity=none")]
    [InlineData("Production", "Email:SmtpPort", From, Host, "Email:SmtpPort=0")]
    [InlineData("Production", "Email:SmtpTimeout", From, Host, "Email:SmtpTimeout=00:00:00")]
    [InlineData("Production", "Delivery:AllowPrivateAddresses", From, Host, "Delivery:AllowPrivateAddresses=true")]
    [InlineData("Production", "Delivery:WebhookTimeout", From, Host, "Delivery:WebhookTimeout=01:00:00")]
    public void AddDelivery_WeakOrUnusableSettings_DoesNotStart(string environment, string culprit, params string[] settings)
    {
        using var services = Services(environment, settings);

        var validating = () => services.GetRequiredService<IStartupValidator>().Validate();

        validating.Should().Throw<Exception>().WithMessage($"*{culprit}*");
    }

    private static ServiceProvider Services(string environment, string[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => (string?)parts[1]));
        builder.Services.AddLogging();
        builder.Services.AddDelivery(builder.Configuration);
        return builder.Services.BuildServiceProvider();
    }
}
