using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Worker.DataSources;

/// <summary>Makes connections of data sources out of what is stored of them.</summary>
internal sealed class SourceAccess(DataSourceStore sources, ArtifactStore artifacts, CredentialProtector credentials)
{
    /// <summary>How to reach a data source of a tenant.</summary>
    /// <exception cref="ReportException">It was deleted, or a file that it reads is not there.</exception>
    public async Task<SourceSettings> FindAsync(Guid tenantId, Guid dataSourceId, CancellationToken cancellationToken) =>
        await ToSettingsAsync(
            tenantId, await sources.FindConnectionAsync(RunExecutionStore.Scope(tenantId), dataSourceId, cancellationToken), cancellationToken);

    /// <summary>The connection with its password in the clear; keep it no longer than needed.</summary>
    /// <exception cref="ReportException">It was deleted, or a file that it reads is not there.</exception>
    public async Task<SourceSettings> ToSettingsAsync(Guid tenantId, DataSourceConnection? connection, CancellationToken cancellationToken)
    {
        var source = connection?.Source
            ?? throw new ReportException("data_source_deleted", "The report's data source was deleted; choose another one.");
        var password = connection.EncryptedPassword is { } encrypted
            ? await credentials.UnprotectAsync(tenantId, source.Id, encrypted, cancellationToken)
            : null;
        var files = new List<SourceFile>();
        foreach (var file in source.Files ?? [])
            files.Add(await ToFileAsync(tenantId, file, cancellationToken));
        return new SourceSettings(
            source.Kind, source.Host, source.Port ?? 0, source.Database, source.Username, password, source.SslMode ?? DataSourceSslMode.Disable, files);
    }

    private async Task<SourceFile> ToFileAsync(Guid tenantId, DataSourceFile file, CancellationToken cancellationToken)
    {
        if (file.ReportId is not { } reportId) return new SourceFile(file.Name, file.Format, new Uri(file.Url!));

        var format = file.Format.ToString().ToLowerInvariant();
        var newest = await artifacts.FindNewestAsync(RunExecutionStore.Scope(tenantId), reportId, format, cancellationToken)
            ?? throw new ReportException("source_file_missing", $"The report that {file.Name} comes from has made no file in the format {format} yet: run it first.");
        return new SourceFile(file.Name, file.Format, null, newest.Path, newest.ContentEncoding);
    }
}
