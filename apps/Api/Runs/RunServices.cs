namespace ReportScheduler.Api.Runs;

internal static class RunServices
{
    public static void AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunRequester>()
        .AddSingleton<RunCache>()
        .AddSingleton<RunDetails>()
        .AddSingleton<RunEventStream>()
        .AddSingleton<RunEventHub>()
        .AddHostedService(provider => provider.GetRequiredService<RunEventHub>());
}
