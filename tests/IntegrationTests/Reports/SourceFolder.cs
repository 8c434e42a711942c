using System.Text;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.Files;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>An artifact store with files for data sources, in a folder that goes with it.</summary>
internal sealed class SourceFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report-scheduler-sources-").FullName;

    public SourceFolder()
    {
        Store = new FolderArtifactStore(Path.Combine(_folder, "store"));
        Files = new SourceFiles(Store, Options, TimeProvider.System);
    }

    public IArtifactStore Store { get; }

    /// <summary>For the drivers that read files.</summary>
    public SourceFiles Files { get; }

    public DataSourceOptions Limits { get; } = new() { AllowPrivateAddresses = true };

    public IOptions<DataSourceOptions> Options => Microsoft.Extensions.Options.Options.Create(Limits);

    /// <summary>A path in the folder, beside the store.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    public Task<SourceFile> AddAsync(string name, SourceFileFormat format, string content) =>
        AddAsync(name, format, Encoding.UTF8.GetBytes(content));

    public async Task<SourceFile> AddAsync(string name, SourceFileFormat format, byte[] content)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var path = $"files/{Guid.CreateVersion7():n}";
        await using var writer = await Store.CreateAsync(path, "application/octet-stream", null, cancellation);
        await writer.WriteAsync(content, cancellation);
        await writer.CommitAsync(cancellation);
        return new SourceFile(name, format, null, path);
    }

    public static SourceSettings Settings(DataSourceKind kind, params SourceFile[] files) =>
        new(kind, null, 0, null, null, null, DataSourceSslMode.Disable, files);

    /// <summary>The private copies of files that are there now.</summary>
    public static string[] Copies() => Directory.GetDirectories(Path.GetTempPath(), "report-source-*");

    public void Dispose()
    {
        Files.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
