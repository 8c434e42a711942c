using System.Net;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.SqlServer;

namespace ReportScheduler.UnitTests.Reports.DataSources;

public sealed class SqlServerConnectionsTests
{
    private static readonly SourceSettings Settings = new(
        DataSourceKind.SqlServer, "db.example.com", 1433, "sales;Integrated Security=true", "reader", "a;b=c\"'", DataSourceSslMode.VerifyFull, []);

    [Theory]
    [InlineData(DataSourceSslMode.Disable, "False", true, "")]
    [InlineData(DataSourceSslMode.Prefer, "False", true, "")]
    [InlineData(DataSourceSslMode.Require, "True", true, "")]
    [InlineData(DataSourceSslMode.VerifyFull, "True", false, "db.example.com")]
    public void ConnectionString_Settings_ArePinnedToTheAddressAndSafe(DataSourceSslMode mode, string encrypt, bool trusts, string name)
    {
        var connection = new SqlConnectionStringBuilder(
            SqlServerConnections.ConnectionString(Settings with { SslMode = mode }, IPAddress.Parse("192.0.2.1"), TimeSpan.FromSeconds(7)));

        connection.DataSource.Should().Be("tcp:192.0.2.1,1433");
        connection.InitialCatalog.Should().Be(Settings.Database);
        connection.Password.Should().Be(Settings.Password);
        connection.Encrypt.ToString().Should().Be(encrypt);
        connection.TrustServerCertificate.Should().Be(trusts);
        connection.HostNameInCertificate.Should().Be(name);
        connection.IntegratedSecurity.Should().BeFalse();
        connection.PersistSecurityInfo.Should().BeFalse();
        connection.MultipleActiveResultSets.Should().BeFalse();
        connection.ApplicationIntent.Should().Be(ApplicationIntent.ReadOnly);
        connection.ConnectTimeout.Should().Be(7);
    }

    [Theory]
    [InlineData(false, "source_address_refused")]
    [InlineData(true, "source_unreachable")]
    public async Task TestAsync_LoopbackInAProcessWithoutCultures_TellsNothingOfIt(bool allowPrivate, string code)
    {
        var options = Options.Create(new DataSourceOptions { AllowPrivateAddresses = allowPrivate, ConnectTimeout = TimeSpan.FromSeconds(2) });
        var settings = Settings with { Host = "127.0.0.1", Port = 1 };

        var result = await new SqlServerDriver(options, TimeProvider.System).TestAsync(settings, TestContext.Current.CancellationToken);

        result.Error!.Code.Should().Be(code);
        result.Error.IsTransient.Should().BeFalse();
        result.Error.Message.Should().NotContainAny("127.0.0.1", "reader", "a;b");
    }
}
