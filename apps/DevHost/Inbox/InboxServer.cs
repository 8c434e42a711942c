using ReportScheduler.DevHost.Ports;

namespace ReportScheduler.DevHost.Inbox;

/// <summary>Serves the development inbox at its own port, which the demo's webhook calls.</summary>
public static class InboxServer
{
    public static async Task<WebApplication> StartAsync(
        PortUse port, InboxEndpoints endpoints, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var app = LoopbackServer.CreateBuilder(port.Number, loggers).Build();
        app.UseHostFiltering();
        endpoints.Map(app);
        await app.StartAsync(cancellationToken);
        return app;
    }
}
