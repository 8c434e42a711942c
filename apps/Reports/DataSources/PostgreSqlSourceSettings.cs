using System.Text;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>How to reach a tenant's PostgreSQL database.</summary>
/// <param name="Host">A host name or an IP address.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Database">Name of the database.</param>
/// <param name="Username">Role to log in as; one that may only read is best.</param>
/// <param name="Password">Its password; not shown by <see cref="ToString"/>.</param>
/// <param name="SslMode">How the connection is protected.</param>
public sealed record PostgreSqlSourceSettings(
    string Host, int Port, string Database, string Username, string Password, DataSourceSslMode SslMode)
{
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("SslMode = ").Append(SslMode);
        return true;
    }
}
