using ReportScheduler.DevHost.Inbox;
using ReportScheduler.DevHost.Ports;

namespace ReportScheduler.DevHost.Gateway;

/// <summary>The one address a developer needs: the user interface, the API, and the development inbox.</summary>
public static class GatewayServer
{
    /// <summary>Starts to serve.</summary>
    /// <param name="ports">Where it listens, and where the Api does.</param>
    /// <param name="userInterface">The folder of the built user interface; null if there is none.</param>
    /// <param name="inbox">What it serves at /dev/inbox.</param>
    /// <param name="loggers">Its log.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<WebApplication> StartAsync(
        PortPlan ports, string? userInterface, InboxEndpoints inbox, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = LoopbackServer.CreateBuilder(ports.Gateway.Number, loggers);
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(_ => ApiForwarder.CreateClient());
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<ApiForwarder>(services, ports.Api));

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseSecurityHeaders();
        app.UseUserInterface(userInterface);
        app.UseRouting();
        inbox.Map(app.MapGroup("/dev/inbox"));
        var forwarder = app.Services.GetRequiredService<ApiForwarder>();
        foreach (var prefix in new[] { "/v1", "/downloads", "/dev", "/openapi", "/health" })
            app.Map(prefix + "/{**rest}", forwarder.ForwardAsync);
        app.MapUserInterface(userInterface);
        await app.StartAsync(cancellationToken);
        return app;
    }
}
