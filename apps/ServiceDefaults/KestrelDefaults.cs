using Microsoft.AspNetCore.Hosting;

namespace ReportScheduler.ServiceDefaults;

internal static class KestrelDefaults
{
    public static void ConfigureKestrelDefaults(this IWebHostBuilder host) => host.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
    });
}
