using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReportScheduler.Postgres.Alerts;
using ReportScheduler.Postgres.Backfills;
using ReportScheduler.Postgres.Calendars;
using ReportScheduler.Postgres.Credentials;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Deliveries;
using ReportScheduler.Postgres.Destinations;
using ReportScheduler.Postgres.Events;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Postgres.Firing;
using ReportScheduler.Postgres.Following;
using ReportScheduler.Postgres.Health;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Postgres.Schedules;
using ReportScheduler.Postgres.Tenants;

namespace ReportScheduler.Postgres;

/// <summary>Registers the stores; the connection string's login decides what they can see.</summary>
public static class PostgresServiceCollectionExtensions
{
    // Each connection plans for itself, over all partitions; statements are short, so a few connections serve many runs. Unless
    // the connection string says another number.
    private const int PlanningConnections = 16;

    /// <summary>Stores that work for one tenant at a time, for Api and Worker.</summary>
    /// <param name="keepsPlans">As <see cref="TenantDatabase"/> takes it.</param>
    public static IServiceCollection AddTenantStores(this IServiceCollection services, string connectionString, bool keepsPlans = false) => services
        .AddDataSource(connectionString, keepsPlans ? PlanningConnections : null)
        .AddSingleton(provider => new TenantDatabase(provider.GetRequiredService<NpgsqlDataSource>(), keepsPlans))
        .AddSingleton<SignalListener>()
        .AddSingleton<TenantStore>()
        .AddSingleton<DataSourceStore>()
        .AddSingleton<ReportStore>()
        .AddSingleton<DestinationStore>()
        .AddSingleton<CalendarStore>()
        .AddSingleton<ScheduleStore>()
        .AddSingleton<BackfillStore>()
        .AddSingleton<DataEventStore>()
        .AddSingleton<AlertStore>()
        .AddSingleton<RunStore>()
        .AddSingleton<ArtifactStore>()
        .AddSingleton<DownloadLinkStore>()
        .AddSingleton<DeliveryStore>()
        .AddSingleton<RunExecutionStore>()
        .AddSingleton<DeliveryExecutionStore>()
        .AddSingleton<ExpiredArtifactStore>()
        .AddSingleton<LeftoverStore>()
        .AddSingleton<GateStore>()
        .AddSingleton<CredentialStore>()
        .AddSingleton<AlertDeliveryStore>();

    /// <summary>What the Scheduler needs, across all tenants.</summary>
    public static IServiceCollection AddFiringStores(this IServiceCollection services, string connectionString) => services
        .AddDataSource(connectionString)
        .AddSingleton<SignalListener>()
        .AddSingleton<DueSchedules>()
        .AddSingleton<RunOutbox>()
        .AddSingleton<RunRecovery>()
        .AddSingleton<RunPartitions>()
        .AddSingleton<RunFollowUp>()
        .AddSingleton<RunGates>()
        .AddSingleton<RunDeadlines>()
        .AddSingleton<AlertOutbox>();

    private static IServiceCollection AddDataSource(this IServiceCollection services, string connectionString, int? connections = null) =>
        services.AddDatabaseHealth().AddSingleton(provider =>
        {
            var builder = new NpgsqlDataSourceBuilder(connectionString);
            builder.UseLoggerFactory(provider.GetService<Microsoft.Extensions.Logging.ILoggerFactory>());
            builder.ConnectionStringBuilder.ApplicationName ??= "report-scheduler";
            // Statements are few and repeated; preparing them saves the server the planning.
            if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0) builder.ConnectionStringBuilder.MaxAutoPrepare = 50;
            // Nothing is left in a session, as settings and locks end with their transaction: resetting it costs as much as a statement.
            builder.ConnectionStringBuilder.NoResetOnClose = true;
            if (connections is { } most && !builder.ConnectionStringBuilder.ShouldSerialize("Maximum Pool Size"))
                builder.ConnectionStringBuilder.MaxPoolSize = most;
            return builder.Build();
        });
}
