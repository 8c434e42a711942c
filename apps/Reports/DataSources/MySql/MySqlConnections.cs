using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using MySqlConnector;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.MySql;

/// <summary>Opens connections to tenants' databases of MySQL and MariaDB, each for one run.</summary>
internal sealed class MySqlConnections(SourceAddresses addresses, IOptions<DataSourceOptions> options)
{
    private const int CancellationGraceSeconds = 2;
    private const int KeepAliveSeconds = 30;

    // Beside its cells a row has their lengths.
    private const int MaxPayloadBytes = RowBatch.MaxRowBytes + (64 * 1024);

    /// <exception cref="ReportException">The connection could not be made; the code tells why.</exception>
    public async Task<MySqlConnection> OpenAsync(SourceSettings settings, CancellationToken cancellationToken)
    {
        var candidates = await addresses.ResolveAsync(settings.Host ?? "", cancellationToken);
        for (var i = 0; ; i++)
        {
            var connection = new MySqlConnection(ConnectionString(settings, candidates[i]));
            if (settings.SslMode == DataSourceSslMode.VerifyFull)
                connection.RemoteCertificateValidationCallback = (_, certificate, chain, _) => IsTrusted(certificate, chain, settings.Host!);
            try
            {
                await connection.OpenAsync(cancellationToken);
                MySqlInternals.LimitPayloads(connection, MaxPayloadBytes);
                return connection;
            }
            catch (Exception exception)
            {
                await connection.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                if (exception is not (MySqlException or IOException or TimeoutException or NotSupportedException)) throw;
                var error = MySqlErrors.WhileConnecting(exception, settings.SslMode);

                // A host with several addresses may answer on another one.
                if (error.Code != ReportErrors.SourceUnreachable || i == candidates.Length - 1) throw error;
            }
        }
    }

    private string ConnectionString(SourceSettings settings, IPAddress address) => new MySqlConnectionStringBuilder
    {
        // The checked address, not the name: a second look-up could give another one.
        Server = address.ToString(),
        Port = (uint)settings.Port,
        ConnectionProtocol = MySqlConnectionProtocol.Tcp,
        Database = settings.Database ?? "",
        UserID = settings.Username ?? "",
        Password = settings.Password ?? "",
        PersistSecurityInfo = false,
        SslMode = settings.SslMode switch
        {
            DataSourceSslMode.Disable => MySqlSslMode.Disabled,
            DataSourceSslMode.Prefer => MySqlSslMode.Preferred,

            // The library checks the name it connects to, which is the address here: verifyFull checks the certificate itself.
            _ => MySqlSslMode.Required,
        },
        AllowLoadLocalInfile = false,
        AllowPublicKeyRetrieval = false,
        AllowUserVariables = false,
        ServerRedirectionMode = MySqlServerRedirectionMode.Disabled,
        AllowZeroDateTime = true,
        TreatTinyAsBoolean = false,
        GuidFormat = MySqlGuidFormat.None,
        CharacterSet = "utf8mb4",
        ApplicationName = "ReportScheduler",
        Pooling = false,
        AutoEnlist = false,
        ConnectionTimeout = (uint)Math.Ceiling(options.Value.ConnectTimeout.TotalSeconds),
        CancellationTimeout = CancellationGraceSeconds,
        Keepalive = KeepAliveSeconds,
    }.ConnectionString;

    private bool IsTrusted(X509Certificate? certificate, X509Chain? given, string host)
    {
        if (certificate is null) return false;
        using var server = new X509Certificate2(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1")); // server authentication
        if (given is not null) chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore);
        if (options.Value.RootCertificateFile is { } file)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        }

        return server.MatchesHostname(host) && chain.Build(server);
    }
}
