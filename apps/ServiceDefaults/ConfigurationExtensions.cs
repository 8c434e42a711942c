using Microsoft.Extensions.Configuration;

namespace ReportScheduler.ServiceDefaults;

/// <summary>Configuration that an app cannot do without.</summary>
public static class ConfigurationExtensions
{
    /// <exception cref="InvalidOperationException">It is not set; the message names the environment variable.</exception>
    public static string GetRequiredConnectionString(this IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"Set ConnectionStrings__{name}.");
}
