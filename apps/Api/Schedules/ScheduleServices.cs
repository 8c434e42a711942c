using ReportScheduler.Api.Backfills;

namespace ReportScheduler.Api.Schedules;

internal static class ScheduleServices
{
    public static void AddSchedules(this IServiceCollection services)
    {
        services.AddOptions<ScheduleOptions>().BindConfiguration(ScheduleOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TimingChecker>().AddSingleton<ScheduleWriter>().AddSingleton<BackfillRequester>();
    }
}
