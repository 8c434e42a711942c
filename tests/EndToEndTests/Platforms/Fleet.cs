namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>One replica of each app, and a tenant that uses them.</summary>
internal sealed record Fleet(AppInstance Api, AppInstance Scheduler, AppInstance Worker, Tenant Tenant)
{
    public static async Task<Fleet> StartAsync(Platform platform, CancellationToken cancellationToken)
    {
        var api = platform.StartApiAsync(cancellationToken);
        var scheduler = platform.StartSchedulerAsync(cancellationToken);
        var worker = platform.StartWorkerAsync(cancellationToken);
        return new Fleet(await api, await scheduler, await worker, await Platform.CreateTenantAsync(await api, cancellationToken));
    }
}
