using Dapr.Workflow;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

/// <summary>An app with workflows, as a host of its own.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost host;

    private WorkerHost(IHost host) => this.host = host;

    public IDaprWorkflowClient Client => host.Services.GetRequiredService<IDaprWorkflowClient>();

    public CancellationToken Stopping => host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public static async Task<WorkerHost> StartAsync(
        int port,
        Action<WorkflowRuntimeOptions> configure,
        Action<IServiceCollection>? services = null,
        TimeSpan? shutdownTimeout = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DAPR_GRPC_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["DAPR_API_TOKEN"] = "the-token",
            ["APP_ID"] = "report-worker",
        });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdownTimeout ?? TimeSpan.FromSeconds(20));
        services?.Invoke(builder.Services);
        builder.Services.AddDaprWorkflow(configure);
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WorkerHost(app);
    }

    public Task StopAsync() => host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }
}
