using Microsoft.Extensions.DependencyInjection;
using ReportScheduler.Reports.DataSources.Files;
using ReportScheduler.Reports.DataSources.MySql;
using ReportScheduler.Reports.DataSources.SqlServer;

namespace ReportScheduler.Reports.DataSources;

/// <summary>Registers the drivers of data sources.</summary>
public static class SourceDriverServices
{
    /// <summary>Adds a <see cref="SourceDriver"/> for each kind of data source, and <see cref="SourceDrivers"/>.</summary>
    public static IServiceCollection AddSourceDrivers(this IServiceCollection services) => services
        .AddSingleton<SourceDrivers>()
        .AddSingleton<SourceFiles>()
        .AddSingleton<SourceDriver, PostgreSqlDriver>()
        .AddSingleton<SourceDriver, MySqlDriver>()
        .AddSingleton<SourceDriver, SqlServerDriver>()
        .AddSingleton<SourceDriver, SqliteDriver>()
        .AddSingleton<SourceDriver, DuckDbDriver>();
}
