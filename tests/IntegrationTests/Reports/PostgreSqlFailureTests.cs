using System.Net;
using System.Net.Sockets;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Rows;
using ReportScheduler.TestKit;
using static ReportScheduler.IntegrationTests.Reports.SourceDatabase;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class PostgreSqlFailureTests(SourceDatabase database) : IClassFixture<SourceDatabase>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TestAsync_UsableSource_TellsTheVersion()
    {
        var result = await Source().TestAsync(database.Settings, Cancellation);

        result.Error.Should().BeNull();
        result.Ok.Should().BeTrue();
        result.ServerVersion.Should().MatchRegex(@"^\d+\.\d+");
        result.Duration.Should().BePositive();
    }

    [Fact]
    public async Task TestAsync_UnusableSource_TellsWhyWithoutHostOrSecret()
    {
        var wrong = new (SourceSettings Settings, string Code)[]
        {
            (database.Settings with { Password = "very-wrong" }, "source_auth_failed"),
            (database.Settings with { Username = "nobody_at_all" }, "source_auth_failed"),
            (database.Settings with { Database = "no_such_database" }, "source_database_unknown"),
            (database.Settings with { Port = FreePorts.Take() }, "source_unreachable"),
            (database.Settings with { Host = "no-such-host.invalid" }, "source_unreachable"),
            (database.Settings with { SslMode = DataSourceSslMode.Require }, "source_tls_failed"),
            (database.Settings with { Host = "/var/run/postgresql" }, "source_address_refused"),
            (database.Settings with { Host = "127.0.0.1,example.com" }, "source_address_refused"),
            (database.Settings with { Host = "127.0.0.1;Username=x" }, "source_address_refused"),
            (database.Settings with { Host = "" }, "source_address_refused"),
        };

        foreach (var (settings, code) in wrong)
        {
            var result = await Source().TestAsync(settings, Cancellation);

            result.Ok.Should().BeFalse();
            result.Error!.Code.Should().Be(code, settings.Host);
            result.Error.Message.Should().NotContainAny(
                database.Settings.Password!, "very-wrong", "nobody_at_all", "no_such_database", "invalid", "127.0.0.1", "example.com");
        }
    }

    [Fact]
    public async Task TestAsync_EmptyPassword_DoesNotOfferOurOwn()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(database.Settings.Password), "This server asks for no password.");
        Environment.SetEnvironmentVariable("PGPASSWORD", database.Settings.Password);

        var result = await Source().TestAsync(database.Settings with { Password = "" }, Cancellation);

        result.Error!.Code.Should().Be("source_auth_failed");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("2130706433")]
    public async Task TestAsync_PrivateAddress_IsRefusedAndNotConnected(string host)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await Source(options => options.AllowPrivateAddresses = false)
            .TestAsync(database.Settings with { Host = host, Port = port }, Cancellation);

        result.Error!.Code.Should().Be("source_address_refused");
        listener.Pending().Should().BeFalse();
    }

    [Theory]
    [InlineData("SELECT nonsense", "column \"nonsense\" does not exist (SQLSTATE 42703)")]
    [InlineData("SELEC 1", "syntax error at or near \"SELEC\" (SQLSTATE 42601)")]
    [InlineData("SELECT 1 / 0", "division by zero (SQLSTATE 22012)")]
    [InlineData("SELECT 10 / (5000 - i) FROM generate_series(1, 9000) i", "division by zero (SQLSTATE 22012)")]
    [InlineData("SELECT @missing", "column \"missing\" does not exist (SQLSTATE 42703)")]
    public async Task ExecuteAsync_QueryFails_TellsTheServersReason(string sql, string message)
    {
        var executing = () => Csv.OfAsync(Source(), database.Settings, Query(sql));

        var exception = (await executing.Should().ThrowAsync<ReportException>()).Which;
        (exception.Code, exception.Message, exception.IsTransient).Should().Be(("query_failed", message, false));
    }

    [Fact]
    public async Task ExecuteAsync_ServerMessageIsLong_IsShortenedToOneLine()
    {
        var executing = () => Csv.OfAsync(Source(), database.Settings, Query("SELECT (repeat(E'x\\n', 5000))::int"));

        var message = (await executing.Should().ThrowAsync<ReportException>()).Which.Message;
        message.Length.Should().BeLessThan(600);
        message.Should().NotContain("\n");
    }

    [Fact]
    public async Task ExecuteAsync_TooSlow_IsEndedByTheServer()
    {
        var query = new SourceQuery("SELECT 'too_slow', pg_sleep(60)", [], TimeSpan.FromMilliseconds(300));

        var executing = () => Csv.OfAsync(Source(), database.Settings, query).WaitAsync(Deadline, Cancellation);

        (await executing.Should().ThrowAsync<ReportException>()).Which.Code.Should().Be("query_timeout");
        (await database.RunningAsync("too_slow")).Should().Be(0);
    }

    [Fact]
    public async Task ExecuteAsync_Cancelled_EndsTheQueryOnTheServer()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var executing = Task.Run(
            async () =>
            {
                await using var result = await Source().ExecuteAsync(database.Settings, Query("SELECT 'to_cancel', pg_sleep(120)"), cancelled.Token);
                await result.ReadAsync(new RowBatch(2), cancelled.Token);
            },
            Cancellation);
        await Eventually.TrueAsync(async _ => await database.RunningAsync("to_cancel") == 1, Deadline, Cancellation);

        await cancelled.CancelAsync();

        await ((Func<Task>)(() => executing)).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.TrueAsync(async _ => await database.RunningAsync("to_cancel") == 0, Deadline, Cancellation);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_EndsTheQueryOnTheServer()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var result = await Source().ExecuteAsync(
            database.Settings, Query("SELECT i, 'row_to_cancel', pg_sleep(CASE WHEN i < 3000 THEN 0 ELSE 120 END) FROM generate_series(1, 9000) i"), Cancellation);
        var reading = Task.Run(
            async () =>
            {
                var batch = new RowBatch(3);
                while (await result.ReadAsync(batch, cancelled.Token))
                {
                }
            },
            Cancellation);
        await Eventually.TrueAsync(async _ => await database.RunningAsync("row_to_cancel") == 1, Deadline, Cancellation);

        await cancelled.CancelAsync();

        await ((Func<Task>)(() => reading)).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.TrueAsync(async _ => await database.RunningAsync("row_to_cancel") == 0, Deadline, Cancellation);
    }

    [Fact]
    public async Task DisposeAsync_BeforeTheEnd_EndsTheQueryOnTheServer()
    {
        var result = await Source().ExecuteAsync(
            database.Settings, Query("SELECT 'left_early', generate_series(1, 2000000000)"), Cancellation);
        (await result.ReadAsync(new RowBatch(2), Cancellation)).Should().BeTrue();

        await result.DisposeAsync().AsTask().WaitAsync(Deadline, Cancellation);

        await Eventually.TrueAsync(async _ => await database.RunningAsync("left_early") == 0, Deadline, Cancellation);
    }

    [Fact]
    public async Task ReadAsync_BackendTerminated_IsAConnectionLost()
    {
        await using var result = await Source().ExecuteAsync(
            database.Settings, Query("SELECT 'to_terminate', generate_series(1, 2000000000)"), Cancellation);
        var batch = new RowBatch(2);
        (await result.ReadAsync(batch, Cancellation)).Should().BeTrue();
        await database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%to_terminate%' AND pid <> pg_backend_pid()");

        var reading = async () =>
        {
            while (await result.ReadAsync(batch, Cancellation))
            {
            }
        };

        var exception = (await reading.Should().ThrowAsync<ReportException>()).Which;
        (exception.Code, exception.IsTransient).Should().Be(("source_connection_lost", true));
    }

    [Fact]
    public void ToString_OfSettings_ShowsNoSecretAndNoHost()
    {
        var settings = new SourceSettings(DataSourceKind.Postgresql, "db.example.com", 5432, "sales", "reader", "s3cret", DataSourceSslMode.VerifyFull, []);

        settings.ToString().Should().NotContainAny("db.example.com", "sales", "reader", "s3cret");
    }
}
