using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Rows;
using static ReportScheduler.IntegrationTests.Reports.SourceDatabase;

namespace ReportScheduler.IntegrationTests.Reports;

public sealed class PostgreSqlConnectionTests(SourceDatabase database) : IClassFixture<SourceDatabase>, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly TestCertificates _certificates = new();
    private readonly string _authorityFile = Path.GetTempFileName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificates.Dispose();
        File.Delete(_authorityFile);
    }

    [Theory]
    [InlineData(DataSourceSslMode.VerifyFull, "localhost", "localhost", true, null)]
    [InlineData(DataSourceSslMode.VerifyFull, "localhost", "other.test", true, "source_tls_failed")]
    [InlineData(DataSourceSslMode.VerifyFull, "127.0.0.1", "localhost", true, "source_tls_failed")]
    [InlineData(DataSourceSslMode.VerifyFull, "localhost", "localhost", false, "source_tls_failed")]
    [InlineData(DataSourceSslMode.Require, "localhost", "other.test", false, null)]
    [InlineData(DataSourceSslMode.Prefer, "localhost", "other.test", false, null)]
    public async Task TestAsync_Tls_ChecksTheHostNameAlthoughTheAddressIsPinned(
        DataSourceSslMode mode, string host, string certificateHost, bool trusted, string? code)
    {
        await File.WriteAllTextAsync(_authorityFile, _certificates.AuthorityPem, Cancellation);
        using var certificate = _certificates.ForHost(certificateHost);
        await using var proxy = new SourceProxy(database.Settings.Port) { Certificate = certificate };
        var source = Source(options => options.RootCertificateFile = trusted ? _authorityFile : null);

        var result = await source.TestAsync(database.Settings with { Host = host, Port = proxy.Port, SslMode = mode }, Cancellation);

        result.Error?.Code.Should().Be(code);
        result.Ok.Should().Be(code is null);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(700)]
    [InlineData(40_000)]
    public async Task ExecuteAsync_RowsArriveInParts_AreTheSame(int maxPart)
    {
        var rows = maxPart == 2 ? 300 : 3_000;
        var query = Query(
            """
            SELECT i, i % 2 = 0 AS even, CASE WHEN i % 5 = 0 THEN NULL ELSE repeat('né"w,', i % 40) END AS text,
                   timestamptz '2026-01-01' + i * interval '1 second' AS at, i * 1.25 AS amount,
                   CASE WHEN i % 500 = 0 THEN repeat('=long"', 20000) ELSE '-' END AS long,
                   CASE WHEN i % 7 = 0 THEN '' END AS last
            FROM generate_series(1, @rows::int) i
            """,
            new BoundParameter("rows", ParameterType.Integer, (long)rows));
        await using var proxy = new SourceProxy(database.Settings.Port) { MaxPart = maxPart };

        var inParts = await Csv.OfAsync(Source(), database.Settings with { Host = "127.0.0.1", Port = proxy.Port }, query);

        var expected = Enumerable.Range(1, rows).Select(Line).Prepend("i,even,text,at,amount,long,last").Append("");
        inParts.Split("\r\n").Should().Equal(expected);

        static string Line(int i)
        {
            var text = i % 5 == 0 ? "" : i % 40 == 0 ? "\"\"" : $"\"{string.Concat(Enumerable.Repeat("né\"\"w,", i % 40))}\"";
            var at = new DateTime(2026, 1, 1).AddSeconds(i).ToString("s") + "Z";
            var amount = (i * 1.25m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
            var @long = i % 500 == 0 ? "\"'" + string.Concat(Enumerable.Repeat("=long\"\"", 20000)) + "\"" : "'-";
            return $"{i},{(i % 2 == 0 ? "true" : "false")},{text},{at},{amount},{@long},{(i % 7 == 0 ? "\"\"" : "")}";
        }
    }

    [Theory]
    [InlineData(400)] // while logging in
    [InlineData(200_000)] // within the rows
    public async Task ExecuteAsync_ConnectionCut_IsTransient(long cutAfter)
    {
        await using var proxy = new SourceProxy(database.Settings.Port) { CutAfter = cutAfter };
        var settings = database.Settings with { Host = "127.0.0.1", Port = proxy.Port };

        var executing = () => Csv.OfAsync(Source(), settings, Query("SELECT i, repeat('x', 100) FROM generate_series(1, 100000) i"));

        var exception = (await executing.Should().ThrowAsync<ReportException>()).Which;
        exception.Code.Should().BeOneOf("source_unreachable", "source_connection_lost");
        exception.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task ReadAsync_ServerFallsSilent_CancellationGivesUpTheConnection()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var proxy = new SourceProxy(database.Settings.Port) { SilentAfter = 500_000 };
        await using var result = await Source().ExecuteAsync(
            database.Settings with { Host = "127.0.0.1", Port = proxy.Port },
            Query("SELECT i, repeat('x', 100) FROM generate_series(1, 100000) i"),
            Cancellation);
        var rows = 0;
        var reading = Task.Run(
            async () =>
            {
                var batch = new RowBatch(2);
                while (await result.ReadAsync(batch, cancelled.Token))
                    Interlocked.Add(ref rows, batch.RowCount);
            },
            Cancellation);
        await TestKit.Eventually.TrueAsync(() => Volatile.Read(ref rows) > 2_000, Deadline, Cancellation);

        await cancelled.CancelAsync();

        await ((Func<Task>)(() => reading.WaitAsync(Deadline, Cancellation))).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task TestAsync_ServerNeverAnswers_GivesUpInTime()
    {
        await using var proxy = new SourceProxy(database.Settings.Port) { SilentAfter = 1 };
        var source = Source(options => options.ConnectTimeout = TimeSpan.FromSeconds(1));

        var result = await source.TestAsync(database.Settings with { Host = "127.0.0.1", Port = proxy.Port }, Cancellation).WaitAsync(Deadline, Cancellation);

        result.Error!.Code.Should().Be("source_unreachable");
    }
}
