using System.Text;
using Dapr.Client;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class RunCacheTests(ApiFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ThatIsSettled_IsReadFromTheCacheFromThenOn()
    {
        var (tenant, run, play) = await RequestAsync();
        await play.PlayAsync("a\n"u8.ToArray());
        using var dapr = fixture.Host.Sidecar.Client();

        (await tenant.Viewer.GetAsync($"/v1/runs/{run}")).Expect(200).Json.GetProperty("state").GetString().Should().Be("succeeded");
        var cached = Encoding.UTF8.GetString((await CachedAsync(dapr, tenant, run)).Span);
        await dapr.SaveByteStateAsync(
            DaprNames.Cache, Key(tenant, run), Encoding.UTF8.GetBytes(cached.Replace("\"Sales\"", "\"From the cache\"", StringComparison.Ordinal)), cancellationToken: Cancelled);

        (await tenant.Viewer.GetAsync($"/v1/runs/{run}")).Expect(200).Json.GetProperty("reportName").GetString().Should().Be("From the cache");
        (await (await Tenant.CreateAsync(fixture.Host)).Viewer.GetAsync($"/v1/runs/{run}")).ExpectProblem(404, "not_found");
    }

    [Fact]
    public async Task Run_ThatMayStillChange_IsNotCached()
    {
        var (tenant, run, play) = await RequestAsync();
        using var dapr = fixture.Host.Sidecar.Client();
        await play.AdmitAsync();
        await play.RenderAsync("a\n"u8.ToArray());
        var delivery = (await play.DeliverAsync(outcome: null)).Single();

        (await tenant.Viewer.GetAsync($"/v1/runs/{run}")).Expect(200);
        (await CachedAsync(dapr, tenant, run)).IsEmpty.Should().BeTrue("it runs");
        (await tenant.Editor.PostAsync($"/v1/runs/{run}/cancel")).Expect(200);
        (await tenant.Viewer.GetAsync($"/v1/runs/{run}")).Expect(200).Json.GetProperty("deliveries")[0].GetProperty("state").GetString().Should().Be("sending");
        (await CachedAsync(dapr, tenant, run)).IsEmpty.Should().BeTrue("a delivery is still being made");
        await play.CompleteAsync(delivery, DeliveryState.Delivered);

        var settled = (await tenant.Viewer.GetAsync($"/v1/runs/{run}")).Expect(200).Json;
        settled.GetProperty("deliveries")[0].GetProperty("state").GetString().Should().Be("delivered");
        (await CachedAsync(dapr, tenant, run)).IsEmpty.Should().BeFalse();
    }

    [Fact]
    public async Task RunsFinished_Published_CachesTheRun()
    {
        var (tenant, run, play) = await RequestAsync();
        await play.PlayAsync("a\n"u8.ToArray());
        using var dapr = fixture.Host.Sidecar.Client();

        await dapr.PublishEventAsync(
            DaprNames.PubSub, DaprNames.RunsFinished, new RunFinished(tenant.Owner.TenantId, run, RunState.Succeeded, 1), Cancelled);

        await Eventually.TrueAsync(async _ => !(await CachedAsync(dapr, tenant, run)).IsEmpty, TimeSpan.FromSeconds(20), Cancelled);
    }

    [Theory]
    [InlineData("POST", "/events/runs-finished")]
    [InlineData("GET", "/dapr/subscribe")]
    public async Task Callback_WithoutTheSidecarsToken_Is401(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        // Broken on purpose: it must not even be looked at.
        if (method == "POST") request.Content = new StringContent("{", Encoding.UTF8, "application/cloudevents+json");

        using var response = await fixture.Host.Http.SendAsync(request, Cancelled);

        (await ApiAnswer.ReadAsync(response)).ExpectProblem(401, "unauthenticated");
    }

    private static string Key(Tenant tenant, Guid run) => $"run/{tenant.Owner.TenantId:N}/{run:N}";

    private static Task<ReadOnlyMemory<byte>> CachedAsync(DaprClient dapr, Tenant tenant, Guid run) =>
        dapr.GetByteStateAsync(DaprNames.Cache, Key(tenant, run), cancellationToken: Cancelled);

    private async Task<(Tenant Tenant, Guid Run, RunPlay Play)> RequestAsync()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var body = new { reportId = await tenant.AddReportAsync(), destinationIds = new[] { await tenant.AddEmailAsync() } };
        var run = (await tenant.Editor.PostAsync("/v1/runs", body)).Expect(202).Id;
        return (tenant, run, new RunPlay(fixture.Host, tenant.Owner.TenantId, run));
    }
}
