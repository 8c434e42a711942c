using System.Text;
using System.Text.Json;
using Dapr.Client;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class RunCacheTests(ApiFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ThatIsSettled_IsReadFromTheCacheFromThenOn()
    {
        var (tenant, run, play) = await RequestAsync();
        await play.PlayAsync("a\n"u8.ToArray());
        using var dapr = fixture.Host.Sidecar.Client();

        var cached = await ReadUntilCachedAsync(dapr, tenant, run);
        await dapr.SaveByteStateAsync(
            DaprNames.Cache, Key(tenant, run), Encoding.UTF8.GetBytes(cached.Replace("\"Sales\"", "\"From the cache\"", StringComparison.Ordinal)), cancellationToken: Cancelled);

        await Eventually.ResultAsync(
            _ => tenant.Viewer.GetAsync($"/v1/runs/{run}"), answer => answer.Text.Contains("From the cache", StringComparison.Ordinal), Deadline, Cancelled);
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

        var settled = JsonElement.Parse(await ReadUntilCachedAsync(dapr, tenant, run));
        settled.GetProperty("deliveries")[0].GetProperty("state").GetString().Should().Be("delivered");
    }

    [Fact]
    public async Task RunsFinished_Published_CachesTheRun()
    {
        var (tenant, run, play) = await RequestAsync();
        await play.PlayAsync("a\n"u8.ToArray());
        using var dapr = fixture.Host.Sidecar.Client();

        // More than once, since the cache is given little time and may miss one.
        await Eventually.TrueAsync(
            async _ =>
            {
                await dapr.PublishEventAsync(
                    DaprNames.PubSub, DaprNames.RunsFinished, new RunFinished(tenant.Owner.TenantId, run, RunState.Succeeded, 1), Cancelled);
                return !(await CachedAsync(dapr, tenant, run)).IsEmpty;
            },
            Deadline,
            Cancelled);
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

    /// <summary>Reads the run until it is in the cache, which may miss it when it is slow.</summary>
    private static async Task<string> ReadUntilCachedAsync(DaprClient dapr, Tenant tenant, Guid run)
    {
        var cached = await Eventually.ResultAsync(
            async _ =>
            {
                (await tenant.Viewer.GetAsync($"/v1/runs/{run}")).Expect(200);
                return await CachedAsync(dapr, tenant, run);
            },
            bytes => !bytes.IsEmpty,
            Deadline,
            Cancelled);
        return Encoding.UTF8.GetString(cached.Span);
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
