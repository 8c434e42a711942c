using System.Net;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources.SqlServer;

/// <summary>
/// Opens connections to tenants' databases of SQL Server, each for one run. A server may send its client on to another address
/// (Azure's redirection), which SqlClient follows unasked: what a worker's network lets out is the limit there.
/// </summary>
internal sealed class SqlServerConnections(SourceAddresses addresses, IOptions<DataSourceOptions> options)
{
    /// <exception cref="ReportException">The connection could not be made; the code tells why.</exception>
    public async Task<SqlConnection> OpenAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        var candidates = await addresses.ResolveAsync(settings.Host ?? "", cancellationToken);
        for (var i = 0; ; i++)
        {
            var connection = new SqlConnection(ConnectionString(settings, candidates[i], options.Value.ConnectTimeout));
            try
            {
                await connection.OpenAsync(cancellationToken);
                return connection;
            }
            catch (Exception exception)
            {
                await connection.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                if (exception is NotSupportedException) throw WithoutCultures(exception);
                if (exception is not SqlException refusal) throw;
                var error = SqlServerErrors.WhileConnecting(refusal);

                // A host with several addresses may answer on another one.
                if (error.Code != ReportErrors.SourceUnreachable || i == candidates.Length - 1) throw error;
            }
        }
    }

    // SqlClient opens no connection in a process that runs with InvariantGlobalization: collations need cultures.
    private static ReportException WithoutCultures(Exception exception) => new(
        ReportErrors.SourceUnreachable, "SQL Server cannot be read by this installation: its operator has to enable it.", exception);

    /// <remarks>
    /// <c>disable</c> and <c>prefer</c> encrypt only if the server insists; <c>require</c> always, for any certificate;
    /// <c>verifyFull</c> checks the certificate for the host's name with the system's authorities.
    /// </remarks>
    public static string ConnectionString(SourceSettings settings, IPAddress address, TimeSpan connectTimeout)
    {
        var connection = new SqlConnectionStringBuilder
        {
            // The checked address, not the name: a second look-up could give another one.
            DataSource = address.AddressFamily == AddressFamily.InterNetworkV6
                ? FormattableString.Invariant($"tcp:[{address}],{settings.Port}")
                : FormattableString.Invariant($"tcp:{address},{settings.Port}"),
            InitialCatalog = settings.Database ?? "",
            UserID = settings.Username ?? "",
            Password = settings.Password ?? "",
            Authentication = SqlAuthenticationMethod.SqlPassword,
            PersistSecurityInfo = false,
            Encrypt = settings.SslMode >= DataSourceSslMode.Require ? SqlConnectionEncryptOption.Mandatory : SqlConnectionEncryptOption.Optional,
            TrustServerCertificate = settings.SslMode != DataSourceSslMode.VerifyFull,
            ApplicationIntent = ApplicationIntent.ReadOnly,
            ApplicationName = "ReportScheduler",
            MultipleActiveResultSets = false,
            Pooling = false,
            Enlist = false,
            ConnectRetryCount = 0,
            ConnectTimeout = (int)Math.Ceiling(connectTimeout.TotalSeconds),
        };
        if (settings.SslMode == DataSourceSslMode.VerifyFull) connection.HostNameInCertificate = settings.Host;
        return connection.ConnectionString;
    }
}
