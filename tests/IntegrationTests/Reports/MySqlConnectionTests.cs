using Microsoft.Extensions.Options;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.MySql;
using ReportScheduler.TestKit;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class MySqlConnectionTests(MariaDb server) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await server.UseAsync();
        await server.ExecuteAsync("CREATE OR REPLACE USER reader@'%' IDENTIFIED BY 'its secret'; GRANT SELECT ON reports.* TO reader@'%'");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(DataSourceSslMode.VerifyFull, "localhost", true, null)]
    [InlineData(DataSourceSslMode.VerifyFull, "127.0.0.1", true, "source_tls_failed")] // the certificate is one for localhost
    [InlineData(DataSourceSslMode.VerifyFull, "localhost", false, "source_tls_failed")]
    [InlineData(DataSourceSslMode.Require, "127.0.0.1", false, null)]
    [InlineData(DataSourceSslMode.Prefer, "127.0.0.1", false, null)]
    public async Task TestAsync_Tls_ChecksTheHostNameAlthoughTheAddressIsPinned(DataSourceSslMode mode, string host, bool trusted, string? code)
    {
        var driver = Driver(options => options.RootCertificateFile = trusted ? server.AuthorityFile : null);
        var settings = server.Settings with { Host = host, SslMode = mode };

        var result = await driver.TestAsync(settings, Cancellation);

        result.Error?.Code.Should().Be(code);
        result.Ok.Should().Be(code is null);
        if (code is null)
            (await OfAsync(driver, settings, Query("SHOW STATUS LIKE 'Ssl_version'"))).Cell(1).Text.Should().StartWith("TLSv1.");
    }

    [Theory]
    [InlineData(DataSourceSslMode.Disable)]
    [InlineData(DataSourceSslMode.Require)]
    public async Task ExecuteAsync_RowOfHundredsOfMegabytes_IsRefusedBeforeItHasArrived(DataSourceSslMode mode)
    {
        const long Mebibyte = 1024 * 1024;
        await using var proxy = new SourceProxy(server.Settings.Port);
        var large = string.Join(", ", Enumerable.Range(0, 20).Select(i => $"repeat('{(char)('a' + i)}', 15000000)"));
        var settings = server.Settings with { Port = proxy.Port, SslMode = mode };

        var reading = () => OfAsync(Driver(), settings, Query($"SELECT {large}"));

        (await reading.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("row_too_large");
        proxy.Passed.Should().BeInRange(15_000_000, 60 * Mebibyte, "the rest of 286 MiB was not taken, but for what was on its way");
    }

    [Fact]
    public async Task ExecuteAsync_RowAsLargeAsItMayBe_IsRead()
    {
        var rows = await OfAsync(Driver(), server.Settings, Query("SELECT repeat('a', 8000000), repeat('b', 8700000) UNION ALL SELECT 'c', 'd'"));

        rows.Rows.Select(row => row.Sum(cell => cell!.Length)).Should().Equal(16_700_000, 2);
    }

    [Fact]
    public async Task TestAsync_Server_TellsItsVersion() =>
        (await Driver().TestAsync(server.Settings, Cancellation)).ServerVersion.Should().MatchRegex("^1[0-9]\\.");

    [Theory]
    [InlineData("reader", "its secret", "reports", null)]
    [InlineData("reader", "wrong secret", "reports", "source_auth_failed")]
    [InlineData("nobody", "", "reports", "source_auth_failed")]
    [InlineData("reader", "its secret", "mysql", "source_auth_failed")]
    [InlineData("root", "", "unknown", "source_database_unknown")]
    public async Task TestAsync_Login_TellsWhatIsWrongAndNoSecret(string user, string password, string database, string? code)
    {
        var result = await Driver().TestAsync(server.Settings with { Username = user, Password = password, Database = database }, Cancellation);

        result.Error?.Code.Should().Be(code);
        result.Error?.Message.Should().NotContainAny("127.0.0.1", "localhost", user, "secret");
    }

    [Theory]
    [InlineData("127.0.0.1", "source_address_refused")]
    [InlineData("localhost", "source_address_refused")]
    [InlineData("/run/mysqld/mysqld.sock", "source_address_refused")]
    [InlineData("db.invalid", "source_unreachable")]
    public async Task TestAsync_PrivateAddressesNotAllowed_IsRefusedBeforeAConnection(string host, string code)
    {
        var driver = new MySqlDriver(Options.Create(new DataSourceOptions()), TimeProvider.System);

        (await driver.TestAsync(server.Settings with { Host = host }, Cancellation)).Error!.Code.Should().Be(code);
    }

    [Fact]
    public async Task TestAsync_NobodyListens_IsTransient()
    {
        var result = await Driver().TestAsync(server.Settings with { Port = FreePorts.Take() }, Cancellation);

        result.Error!.Code.Should().Be("source_unreachable");
        result.Error.IsTransient.Should().BeTrue();
    }

    [Theory]
    [InlineData("SELECT * FROM no_such_table", "no_such_table")]
    [InlineData("SELEC", null)]
    [InlineData("SELECT FROM WHERE", "syntax")]
    public async Task ExecuteAsync_StatementThatIsWrong_TellsTheServersReason(string sql, string? part)
    {
        var executing = () => OfAsync(Driver(), server.Settings, Query(sql));

        var error = (await executing.Should().ThrowAsync<ReportException>()).Which;
        error.Code.Should().Be(part is null ? "source_read_only" : "query_failed");
        error.Message.Should().Contain(part ?? "SELECT");
    }

    private static MySqlDriver Driver(Action<DataSourceOptions>? configure = null)
    {
        var options = new DataSourceOptions { AllowPrivateAddresses = true };
        configure?.Invoke(options);
        return new MySqlDriver(Options.Create(options), TimeProvider.System);
    }
}
