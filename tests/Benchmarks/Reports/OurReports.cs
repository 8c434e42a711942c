using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Artifacts;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Rendering;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>The product's ways to make files.</summary>
internal static class OurReports
{
    private const int SmallRows = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>The driver and the writer of a format, without the store.</summary>
    public static async Task FileAsync(ReportFormat format, ReportSetup setup, string path, CancellationToken cancellationToken)
    {
        using var driver = Driver();
        await using var reader = await driver.ExecuteAsync(SourceOf(setup), new SourceQuery(setup.Query, [], Limit), cancellationToken);
        await using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0, useAsync: true);
        await using var writer = ReportWriters.Create(format, output, HeadOf());
        await writer.BeginSectionAsync(
            new SectionHead("rows", reader.Columns, [.. reader.Columns.Select(column => new ColumnFormat(column.Name))], null), cancellationToken);
        var batch = new RowBatch(reader.Columns.Count);
        while (await reader.ReadAsync(batch, cancellationToken))
            await writer.WriteRowsAsync(batch, cancellationToken);
        await writer.EndSectionAsync(cancellationToken);
        await writer.CompleteAsync(cancellationToken);
    }

    /// <summary>The whole renderer.</summary>
    public static async Task StoreAsync(ReportFormat format, ReportSetup setup, string path, CancellationToken cancellationToken)
    {
        using var driver = Driver();
        var artifacts = await RendererOf(driver, path).RenderAsync(
            RequestOf(setup, format, setup.Query, Path.GetFileName(path)), null, cancellationToken);
        File.Move(PathOf(artifacts[0], path), path);
    }

    /// <summary>As many small reports as the setup has rows.</summary>
    public static async Task SmallAsync(ReportSetup setup, string path, CancellationToken cancellationToken)
    {
        using var driver = Driver();
        var renderer = RendererOf(driver, path);
        for (var i = 0; i < setup.Rows; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}-{i}");
            var artifacts = await renderer.RenderAsync(
                RequestOf(setup, ReportFormat.Csv, ReportSetup.Limited(SmallRows), name), null, cancellationToken);
            File.Delete(PathOf(artifacts[0], path));
        }
    }

    private static string PathOf(RenderedArtifact artifact, string path) => Path.Combine(Path.GetDirectoryName(path)!, artifact.Path);

    private static PostgreSqlDriver Driver() => new(Options.Create(new DataSourceOptions { AllowPrivateAddresses = true }), TimeProvider.System);

    private static ReportRenderer RendererOf(SourceDriver driver, string path) =>
        new(new SourceDrivers([driver]), new FolderArtifactStore(Path.GetDirectoryName(path)!), TimeProvider.System);

    private static ReportRequest RequestOf(ReportSetup setup, ReportFormat format, string sql, string name) => new(
        SourceOf(setup),
        ReportRequest.SectionsOf("rows", sql, ReportOutput.Default),
        [],
        HeadOf(),
        [new ReportFile(format, name, name)],
        new RenderLimits(long.MaxValue, long.MaxValue, Limit));

    private static DocumentHead HeadOf() => new("rows", null, DateTimeOffset.UnixEpoch, "UTC", ReportOutput.Default);

    private static SourceSettings SourceOf(ReportSetup setup)
    {
        var connection = new NpgsqlConnectionStringBuilder(setup.ConnectionString);
        return new SourceSettings(
            DataSourceKind.Postgresql, connection.Host, connection.Port, connection.Database, connection.Username, connection.Password,
            DataSourceSslMode.Disable, []);
    }
}
