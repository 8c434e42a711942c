using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.Rendering;

namespace ReportScheduler.UnitTests.Reports;

public sealed class ReportsServicesTests
{
    [Theory]
    [InlineData(typeof(FolderArtifactStore), "Artifacts:Folder=artifacts")]
    [InlineData(typeof(BlobArtifactStore), "Artifacts:BlobConnectionString=UseDevelopmentStorage=true")]
    [InlineData(typeof(BlobArtifactStore), "Artifacts:BlobServiceUri=https://account.blob.core.windows.net", "Artifacts:Container=reports")]
    public void AddReports_UsableSettings_GivesRendererAndStore(Type store, params string[] settings)
    {
        using var services = Services(settings);

        services.GetRequiredService<IStartupValidator>().Validate();

        services.GetRequiredService<IArtifactStore>().Should().BeOfType(store);
        services.GetRequiredService<ReportRenderer>().Should().NotBeNull();
    }

    [Theory]
    [InlineData("Artifacts:Folder")]
    [InlineData("Artifacts:Folder", "Artifacts:Folder=a", "Artifacts:BlobConnectionString=UseDevelopmentStorage=true")]
    [InlineData("Artifacts:BlobServiceUri", "Artifacts:BlobServiceUri=http://account.blob.core.windows.net")]
    [InlineData("Artifacts:Container", "Artifacts:Folder=a", "Artifacts:Container=Not a container")]
    [InlineData("DataSources:ConnectTimeout", "Artifacts:Folder=a", "DataSources:ConnectTimeout=00:00:00")]
    [InlineData("DataSources:RootCertificateFile", "Artifacts:Folder=a", "DataSources:RootCertificateFile=/no/such/file")]
    public void AddReports_UnusableSettings_DoesNotStart(string culprit, params string[] settings)
    {
        using var services = Services(settings);

        var validating = () => services.GetRequiredService<IStartupValidator>().Validate();

        validating.Should().Throw<OptionsValidationException>().WithMessage($"*{culprit}*");
    }

    private static ServiceProvider Services(string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => (string?)parts[1]))
            .Build();
        return new ServiceCollection().AddReports(configuration).BuildServiceProvider();
    }
}
