using System.Text;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>How to reach a tenant's PostgreSQL database; equal when all of it is. <see cref="ToString"/> shows only the mode.</summary>
internal sealed record PostgreSqlSourceSettings(
    string Host, int Port, string Database, string Username, string Password, DataSourceSslMode SslMode)
{
    public static PostgreSqlSourceSettings Of(SourceSettings settings) => new(
        settings.Host ?? "", settings.Port, settings.Database ?? "", settings.Username ?? "", settings.Password ?? "", settings.SslMode);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("SslMode = ").Append(SslMode);
        return true;
    }
}
