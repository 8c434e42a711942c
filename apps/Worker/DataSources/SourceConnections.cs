using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Worker.DataSources;

internal static class SourceConnections
{
    /// <summary>The connection with its password in the clear; keep it no longer than needed.</summary>
    public static async Task<SourceSettings> ToSettingsAsync(
        this DataSourceConnection connection, CredentialProtector credentials, Guid tenantId, CancellationToken cancellationToken)
    {
        var source = connection.Source;
        var password = await credentials.UnprotectAsync(tenantId, source.Id, connection.EncryptedPassword, cancellationToken);
        return new SourceSettings(source.Kind, source.Host, source.Port, source.Database, source.Username, password, source.SslMode, []);
    }
}
