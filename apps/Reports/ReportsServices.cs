using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Previews;
using ReportScheduler.Reports.Rendering;

namespace ReportScheduler.Reports;

/// <summary>Registers data sources, formats, the artifact store and the renderer.</summary>
public static class ReportsServices
{
    /// <summary>
    /// Adds <see cref="SourceDrivers"/>, <see cref="IArtifactStore"/> and <see cref="ReportRenderer"/>, configured by
    /// <see cref="DataSourceOptions"/> and <see cref="ArtifactOptions"/>, which are checked when the host starts.
    /// </summary>
    public static IServiceCollection AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DataSourceOptions>()
            .Bind(configuration.GetSection(DataSourceOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSourceDrivers();
        services.AddSingleton<QueryPreview>();
        services.AddSingleton<ReportRenderer>();
        return services.AddArtifacts(configuration);
    }

    /// <summary>Adds only <see cref="IArtifactStore"/>, for a host that reads artifacts and renders none.</summary>
    public static IServiceCollection AddArtifacts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ArtifactOptions>()
            .Bind(configuration.GetSection(ArtifactOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IArtifactStore>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ArtifactOptions>>().Value;
            return string.IsNullOrWhiteSpace(options.Folder)
                ? new BlobArtifactStore(options)
                : new FolderArtifactStore(options.Folder);
        });
        return services;
    }
}
