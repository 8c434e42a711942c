using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Opens connections to tenants' databases. Nothing of this process's environment (PGPASSWORD, password file, Kerberos) is
/// offered to a server of the tenant's choice.
/// </summary>
internal sealed class SourceConnector : IDisposable
{
    /// <summary>Npgsql's buffer for what arrives; a row that is not longer is read without waiting between its cells.</summary>
    public const int ReadBufferSize = 64 * 1024;

    private const int CancellationGraceMilliseconds = 2_000;
    private const int TcpKeepAliveSeconds = 30;

    // Above the limit of runs on one source, so that none waits for another's connection.
    private const int MaxConnections = 1100;

    private readonly SourceAddresses _addresses;
    private readonly DataSourceOptions _options;
    private readonly SourcePools _pools;

    public SourceConnector(SourceAddresses addresses, IOptions<DataSourceOptions> options, TimeProvider time)
    {
        _addresses = addresses;
        _options = options.Value;
        _pools = new SourcePools((settings, address) => Build(settings, address, pooled: true), time);
    }

    /// <summary>Opens a connection, or takes one that an earlier run has left open.</summary>
    /// <exception cref="ReportException">The connection could not be made; the code tells why.</exception>
    public Task<SourceConnection> OpenAsync(SourceSettings settings, CancellationToken cancellationToken) =>
        OpenAsync(settings, _pools.OpenAsync, cancellationToken);

    /// <summary>Opens a connection that nobody had before.</summary>
    /// <exception cref="ReportException">The connection could not be made; the code tells why.</exception>
    public Task<SourceConnection> OpenNewAsync(SourceSettings settings, CancellationToken cancellationToken) =>
        OpenAsync(settings, OpenNewAsync, cancellationToken);

    public void Dispose() => _pools.Dispose();

    private async Task<SourceConnection> OpenAsync(
        SourceSettings settings,
        Func<SourceSettings, IPAddress, CancellationToken, Task<SourceConnection>> open,
        CancellationToken cancellationToken)
    {
        var candidates = await _addresses.ResolveAsync(settings.Host ?? "", cancellationToken);
        for (var i = 0; ; i++)
        {
            try
            {
                return await open(settings, candidates[i], cancellationToken);
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

    private async Task<SourceConnection> OpenNewAsync(
        SourceSettings settings, IPAddress address, CancellationToken cancellationToken)
    {
        var dataSource = Build(settings, address, pooled: false);
        try
        {
            return new SourceConnection(await dataSource.OpenConnectionAsync(cancellationToken), dataSource.Clear, dataSource.DisposeAsync);
        }
        catch
        {
            await dataSource.DisposeAsync();
            throw;
        }
    }

    private NpgsqlDataSource Build(SourceSettings settings, IPAddress address, bool pooled)
    {
        var connection = new NpgsqlConnectionStringBuilder
        {
            // The checked address, not the name: a second look-up could give another one.
            Host = address.ToString(),
            Port = settings.Port,
            Database = settings.Database,
            Username = settings.Username,
            SslMode = SslModeOf(settings.SslMode),
            RootCertificate = settings.SslMode == DataSourceSslMode.VerifyFull ? _options.RootCertificateFile : null,
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = "ReportScheduler",
            Timezone = "UTC",
            Options = "",
            Pooling = pooled,
            MaxPoolSize = MaxConnections,
            ConnectionIdleLifetime = (int)SourcePools.IdleTime.TotalSeconds,
            Enlist = false,
            Timeout = (int)Math.Ceiling(_options.ConnectTimeout.TotalSeconds),
            CommandTimeout = 0,
            CancellationTimeout = CancellationGraceMilliseconds,
            ReadBufferSize = ReadBufferSize,
            TcpKeepAlive = true,
            TcpKeepAliveTime = TcpKeepAliveSeconds,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString);
        builder.EnableTransportSecurity();
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        builder.UsePasswordProvider(_ => settings.Password ?? "", (_, _) => ValueTask.FromResult(settings.Password ?? ""));
        builder.UseSslClientAuthenticationOptionsCallback(tls => tls.TargetHost = settings.Host ?? "");
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
