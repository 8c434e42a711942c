using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Opens one connection to a tenant's database. Nothing is pooled, so that no password and no connection outlives its run, and
/// nothing of this process's environment (PGPASSWORD, password file, Kerberos) is offered to a server of the tenant's choice.
/// </summary>
internal sealed class SourceConnector(SourceAddresses addresses, IOptions<DataSourceOptions> options)
{
    /// <summary>Npgsql's buffer for what arrives; a row that is not longer is read without waiting between its cells.</summary>
    public const int ReadBufferSize = 32 * 1024;

    private const int CancellationGraceMilliseconds = 2_000;
    private const int TcpKeepAliveSeconds = 30;

    /// <exception cref="ReportException">The connection could not be made; the code tells why.</exception>
    public async Task<SourceConnection> OpenAsync(PostgreSqlSourceSettings settings, CancellationToken cancellationToken)
    {
        var candidates = await addresses.ResolveAsync(settings.Host, cancellationToken);
        for (var i = 0; ; i++)
        {
            try
            {
                return await OpenAsync(settings, candidates[i], cancellationToken);
            }
            catch (NpgsqlException exception)
                when (exception.InnerException is SocketException or TimeoutException && i < candidates.Length - 1)
            {
                // A host with several addresses may answer on another one.
            }
            catch (Exception exception) when (SourceErrors.IsFromSource(exception))
            {
                throw SourceErrors.WhileConnecting(exception, settings);
            }
        }
    }

    private async Task<SourceConnection> OpenAsync(
        PostgreSqlSourceSettings settings, IPAddress address, CancellationToken cancellationToken)
    {
        var dataSource = Build(settings, address);
        try
        {
            return new SourceConnection(dataSource, await dataSource.OpenConnectionAsync(cancellationToken));
        }
        catch
        {
            await dataSource.DisposeAsync();
            throw;
        }
    }

    private NpgsqlDataSource Build(PostgreSqlSourceSettings settings, IPAddress address)
    {
        var connection = new NpgsqlConnectionStringBuilder
        {
            // The checked address, not the name: a second look-up could give another one.
            Host = address.ToString(),
            Port = settings.Port,
            Database = settings.Database,
            Username = settings.Username,
            SslMode = SslModeOf(settings.SslMode),
            RootCertificate = settings.SslMode == DataSourceSslMode.VerifyFull ? options.Value.RootCertificateFile : null,
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = "ReportScheduler",
            Timezone = "UTC",
            Options = "",
            Pooling = false,
            Enlist = false,
            Timeout = (int)Math.Ceiling(options.Value.ConnectTimeout.TotalSeconds),
            CommandTimeout = 0,
            CancellationTimeout = CancellationGraceMilliseconds,
            ReadBufferSize = ReadBufferSize,
            TcpKeepAlive = true,
            TcpKeepAliveTime = TcpKeepAliveSeconds,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString);
        builder.EnableTransportSecurity();
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        builder.UsePasswordProvider(_ => settings.Password, (_, _) => ValueTask.FromResult(settings.Password));
        builder.UseSslClientAuthenticationOptionsCallback(tls => tls.TargetHost = settings.Host);
        return builder.Build();
    }

    private static SslMode SslModeOf(DataSourceSslMode mode) => mode switch
    {
        DataSourceSslMode.Disable => SslMode.Disable,
        DataSourceSslMode.Prefer => SslMode.Prefer,
        DataSourceSslMode.Require => SslMode.Require,
        _ => SslMode.VerifyFull,
    };
}
