using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.Demo;
using ReportScheduler.DevHost.Gateway;
using ReportScheduler.DevHost.Inbox;
using ReportScheduler.DevHost.Ports;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DevHost.Gateway;

public sealed class GatewayServerTests : IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-server-").FullName;
    private readonly PortPlan _ports = new(FreePorts.TakeBlock(16));
    private readonly TaskCompletionSource _secondEvent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _api = null!;
    private WebApplication _gateway = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _api = LoopbackServer.CreateBuilder(_ports.Api.Number, NullLoggerFactory.Instance).Build();
        _api.MapGet("/v1/echo", (HttpRequest request) => request.QueryString.Value + " " + request.Headers.Authorization);
        _api.MapGet("/v1/events", SendEventsAsync);
        await _api.StartAsync(Cancelled);

        var userInterface = Directory.CreateDirectory(Path.Combine(_folder, "dist")).FullName;
        await File.WriteAllTextAsync(Path.Combine(userInterface, "index.html"), "<!doctype html><title>page</title>", Cancelled);
        Directory.CreateDirectory(Path.Combine(userInterface, "assets"));
        await File.WriteAllTextAsync(Path.Combine(userInterface, "assets", "app-1a2b3c.js"), "1", Cancelled);
        var webhooks = new WebhookStore(Directory.CreateDirectory(Path.Combine(_folder, "webhooks")).FullName);
        var credentials = await DemoCredentials.OpenAsync(Path.Combine(_folder, "demo.json"), Cancelled);
        var inbox = new InboxEndpoints(
            new WebhookReceiver(webhooks, credentials, TimeProvider.System), webhooks, new MailFolder(_folder));
        _gateway = await GatewayServer.StartAsync(_ports, userInterface, inbox, NullLoggerFactory.Instance, Cancelled);
        _client = new HttpClient { BaseAddress = new Uri($"http://localhost:{_ports.Gateway.Number}") };
    }

    public async ValueTask DisposeAsync()
    {
        _secondEvent.TrySetResult();
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/runs/0192f0c1")]
    public async Task Get_RouteOfTheUserInterface_AnswersThePageWithAStrictPolicy(string path)
    {
        using var response = await _client.GetAsync(path, Cancelled);

        (await response.Content.ReadAsStringAsync(Cancelled)).Should().Contain("<title>page</title>");
        response.Headers.CacheControl!.NoCache.Should().BeTrue();
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        response.Headers.GetValues("Content-Security-Policy").Single()
            .Should().Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe");
    }

    [Fact]
    public async Task Get_FileWithItsHashInTheName_MayBeCachedForever()
    {
        using var response = await _client.GetAsync("/assets/app-1a2b3c.js", Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.CacheControl!.ToString().Should().Be("public, max-age=31536000, immutable");
    }

    [Fact]
    public async Task Get_FileThatIsMissing_IsNotThePage()
    {
        using var response = await _client.GetAsync("/assets/app-old.js", Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_Api_PassesQueryAndHeadersOn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/echo?a=1&b=%2f");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "token");

        using var response = await _client.SendAsync(request, Cancelled);

        (await response.Content.ReadAsStringAsync(Cancelled)).Should().Be("?a=1&b=%2f Bearer token");
    }

    [Fact]
    public async Task Get_ServerSentEvents_ArriveOneByOne()
    {
        using var response = await _client.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
        using var reader = new StreamReader(body);

        var first = await reader.ReadLineAsync(Cancelled);
        _secondEvent.SetResult();
        var second = await reader.ReadLineAsync(Cancelled);

        first.Should().Be("data: 1");
        second.Should().Be("data: 2");
    }

    [Fact]
    public async Task Get_ApiIsDown_AnswersAProblem()
    {
        await _api.StopAsync(Cancelled);

        using var response = await _client.GetAsync("/v1/echo", Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync(Cancelled)).Should().Contain("\"code\":\"api_unavailable\"").And.NotContain("127.0.0.1");
    }

    [Fact]
    public async Task Get_Inbox_IsServedHere()
    {
        using var posted = await _client.PostAsync("/dev/inbox/webhooks/x", new StringContent("body"), Cancelled);

        (await _client.GetStringAsync("/dev/inbox/webhooks", Cancelled)).Should().Contain("\"/webhooks/x\"");
    }

    private async Task SendEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: 1\n", Cancelled);
        await context.Response.Body.FlushAsync(Cancelled);
        await _secondEvent.Task;
        await context.Response.WriteAsync("data: 2\n", Cancelled);
    }
}
