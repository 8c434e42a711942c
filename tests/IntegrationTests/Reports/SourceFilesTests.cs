using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.Files;
using ReportScheduler.Reports.Rows;
using ReportScheduler.TestKit;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports;

/// <summary>Files of data sources, from a web server and from the store.</summary>
public sealed class SourceFilesTests : IAsyncLifetime
{
    private readonly SourceFolder _folder = new();
    private readonly TestCertificates _certificates = new();
    private readonly int[] _ports = FreePorts.Take(2);
    private readonly SemaphoreSlim _asked = new(0);
    private WebApplication _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, _ports[0]);
            kestrel.Listen(IPAddress.Loopback, _ports[1], listen => listen.UseHttps(_certificates.ForHost("localhost")));
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        _server = builder.Build();
        _server.MapGet("/t.csv", () => "a,b\n1,x\n");
        _server.MapGet("/moved", () => Results.Redirect("/t.csv"));
        _server.MapGet("/moved-inside", () => Results.Redirect("http://169.254.169.254/latest"));
        _server.MapGet("/moved-to-file", () => Results.Redirect("file:///etc/passwd"));
        _server.MapGet("/loop", () => Results.Redirect("/loop"));
        _server.MapGet("/error", () => Results.StatusCode(503));
        _server.MapGet("/endless", async (HttpContext context) =>
        {
            while (true)
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
        });
        _server.MapGet("/silent", (HttpContext context) =>
        {
            _asked.Release();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await _server.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificates.Dispose();
        _asked.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("http://localhost:{0}/t.csv", null, null)]
    [InlineData("http://localhost:{0}/moved", null, null)]
    [InlineData("https://localhost:{1}/t.csv", "source_tls_failed", false)]
    [InlineData("http://localhost:{0}/absent", "source_file_unreachable", false)]
    [InlineData("http://localhost:{0}/error", "source_file_unreachable", true)]
    [InlineData("http://localhost:{0}/loop", "source_file_unreachable", false)]
    [InlineData("http://localhost:{0}/moved-to-file", "source_address_refused", false)]
    [InlineData("http://user:secret@localhost:{0}/t.csv", "source_address_refused", false)]
    [InlineData("ftp://localhost/t.csv", "source_address_refused", false)]
    [InlineData("file:///etc/passwd", "source_address_refused", false)]
    [InlineData("http://localhost:{0}/endless", "source_file_too_large", false)]
    [InlineData("http://name.invalid/t.csv", "source_file_unreachable", true)]
    public async Task TestAsync_FileAtAnAddress_IsFetchedOrTheCodeTellsWhyNot(string url, string? code, bool? isTransient)
    {
        _folder.Limits.MaxFileBytes = 1024 * 1024;

        var error = await TestAsync(url);

        error?.Code.Should().Be(code);
        (error?.IsTransient).Should().Be(isTransient);
        error?.Message.Should().NotContainAny("localhost", "secret");
        (error is null).Should().Be(code is null);
    }

    [Theory]
    [InlineData("https://localhost:{1}/t.csv")]
    [InlineData("http://example.com/t.csv")]
    [InlineData("https://127.0.0.1:{1}/t.csv")]
    [InlineData("https://[::1]:{1}/t.csv")]
    [InlineData("https://169.254.169.254/latest")]
    public async Task TestAsync_PrivateAddressesNotAllowed_IsRefused(string url)
    {
        _folder.Limits.AllowPrivateAddresses = false;

        (await TestAsync(url))!.Code.Should().Be("source_address_refused");
    }

    [Fact]
    public async Task ExecuteAsync_ServerNeverAnswers_GivesUpInTime()
    {
        var driver = new DuckDbDriver(_folder.Files, TimeProvider.System);
        var query = Query("SELECT 1") with { Timeout = TimeSpan.FromMilliseconds(300) };

        var executing = () => driver.ExecuteAsync(SettingsOf("http://localhost:{0}/silent"), query, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        (await executing.Should().ThrowAsync<ReportScheduler.Reports.ReportException>()).Which.Code.Should().Be("source_file_unreachable");
    }

    [Fact]
    public async Task TestAsync_ServerNeverAnswers_TellsSoBeforeWhoeverAskedGivesUp()
    {
        var time = new FakeTimeProvider();
        var driver = new DuckDbDriver(_folder.Files, time);

        var testing = driver.TestAsync(SettingsOf("http://localhost:{0}/silent"), Cancellation);
        await _asked.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(25));
        var result = await testing.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        result.Error!.Code.Should().Be("source_test_timeout");
        result.Duration.Should().Be(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task ExecuteAsync_AsManyQueriesOnFilesAsMayRun_OfAnyDriver_OneMoreWaitsAndTellsWhy()
    {
        await using var services = new ServiceCollection()
            .AddSingleton(_folder.Store).AddSingleton(_folder.Options).AddSingleton(TimeProvider.System).AddSourceDrivers().BuildServiceProvider();
        var drivers = services.GetRequiredService<SourceDrivers>();
        var csv = SourceFolder.Settings(DataSourceKind.Duckdb, await _folder.AddAsync("t", SourceFileFormat.Csv, "a\n1\n"));
        var running = new List<RowReader>();
        for (var i = 0; i < 2 * Environment.ProcessorCount; i++)
            running.Add(await drivers.Of(DataSourceKind.Duckdb).ExecuteAsync(csv, Query("SELECT * FROM t"), Cancellation));
        var database = SourceFolder.Settings(DataSourceKind.Sqlite, await _folder.AddAsync("t", SourceFileFormat.Sqlite, ""));
        var oneMore = () => drivers.Of(DataSourceKind.Sqlite).ExecuteAsync(
            database, Query("SELECT 1") with { Timeout = TimeSpan.FromMilliseconds(300) }, Cancellation);

        var refusal = (await oneMore.Should().ThrowAsync<ReportScheduler.Reports.ReportException>()).Which;
        foreach (var reader in running) await reader.DisposeAsync();
        var rows = await oneMore();

        (refusal.Code, refusal.IsTransient).Should().Be(("source_files_busy", true));
        await rows.DisposeAsync();
    }

    [Fact]
    public async Task TestAsync_ArtifactThatIsLargerThanAllowed_IsRefusedAndItsCopyIsGone()
    {
        _folder.Limits.MaxFileBytes = 2048;
        var driver = new DuckDbDriver(_folder.Files, TimeProvider.System);
        var file = await _folder.AddAsync("t", SourceFileFormat.Csv, new string('x', 2049));

        (await driver.TestAsync(SourceFolder.Settings(DataSourceKind.Duckdb, file), Cancellation)).Error!.Code.Should().Be("source_file_too_large");
    }

    [Fact]
    public async Task DisposeAsync_AfterAQuery_LeavesNoCopy()
    {
        var driver = new DuckDbDriver(_folder.Files, TimeProvider.System);
        var file = await _folder.AddAsync("t", SourceFileFormat.Csv, "a\nonly here 7f3c\n");
        var rows = await driver.ExecuteAsync(SourceFolder.Settings(DataSourceKind.Duckdb, file), Query("SELECT * FROM t"), Cancellation);
        var copy = SourceFolder.Copies().Single(folder => Directory.GetFiles(folder).Any(path => File.ReadAllText(path).Contains("7f3c")));
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(copy).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await rows.DisposeAsync();

        Directory.Exists(copy).Should().BeFalse();
    }

    private async Task<ReportScheduler.Reports.ReportException?> TestAsync(string url)
    {
        var driver = new DuckDbDriver(_folder.Files, TimeProvider.System);
        return (await driver.TestAsync(SettingsOf(url), Cancellation)).Error;
    }

    private SourceSettings SettingsOf(string url)
    {
        var address = url.Replace("{0}", $"{_ports[0]}").Replace("{1}", $"{_ports[1]}");
        return SourceFolder.Settings(DataSourceKind.Duckdb, new SourceFile("t", SourceFileFormat.Csv, new Uri(address)));
    }
}
