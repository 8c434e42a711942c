using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ReportScheduler.Delivery;

/// <summary>Refuses what is for Development only.</summary>
internal sealed class DeliveryOptionsValidator(IHostEnvironment environment) : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) =>
        options.AllowPrivateAddresses && !environment.IsDevelopment()
            ? ValidateOptionsResult.Fail("Delivery:AllowPrivateAddresses is for Development only.")
            : ValidateOptionsResult.Success;
}
