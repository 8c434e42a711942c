namespace ReportScheduler.DevHost;

/// <summary>Web servers inside DevHost. They take no settings from the environment, which belongs to the apps.</summary>
public static class LoopbackServer
{
    /// <summary>A builder for a server that only this machine can reach, and only by the names of this machine.</summary>
    public static WebApplicationBuilder CreateBuilder(int port, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(port);
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRouting();
        // A web page elsewhere could point its own name at 127.0.0.1 and speak to these servers as if they were its own.
        builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        return builder;
    }

    /// <summary>DevHost itself listens to Ctrl+C, and stops its parts in order.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
