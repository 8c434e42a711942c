using ReportScheduler.DevHost.Sidecar.Apps;
using ReportScheduler.DevHost.Sidecar.Invocation;
using ReportScheduler.DevHost.Sidecar.PubSub;
using ReportScheduler.DevHost.Sidecar.Secrets;
using ReportScheduler.DevHost.Sidecar.State;
using ReportScheduler.DevHost.Sidecar.Workflows;

namespace ReportScheduler.DevHost.Sidecar;

/// <summary>What both APIs of one app instance are made of.</summary>
internal sealed record AppServices(
    AppInstance Instance,
    AppState State,
    AppPublisher Publisher,
    AppInvoker Invoker,
    AppSecrets Secrets,
    AppMetadata Metadata,
    TaskHub Workflows,
    SidecarShutdown Shutdown,
    string? ApiToken)
{
    public void Register(IServiceCollection services) => services
        .AddSingleton(Instance)
        .AddSingleton(State)
        .AddSingleton(Publisher)
        .AddSingleton(Invoker)
        .AddSingleton(Secrets)
        .AddSingleton(Metadata)
        .AddSingleton(Shutdown);
}
