using ReportScheduler.Domain.Messages;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class DataEventTests(ApiFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Event_Posted_IsRecordedForItsTenant()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);

        (await tenant.Editor.PostAsync("/v1/events", new { name = "sales loaded" })).Expect(202);

        (await fixture.Host.ScalarAsync<string>($"SELECT name || '/' || posted_by FROM data_events WHERE tenant_id = '{tenant.Owner.TenantId}'"))
            .Should().Be("sales loaded/eddy");
    }

    [Fact]
    public async Task Event_PublishedAndDeliveredTwice_IsRecordedOnce()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var ready = new DataReady(tenant.Owner.TenantId, "sales");
        using var dapr = fixture.Host.Sidecar.Client();
        Task PublishAsync(string id, DataReady message) => dapr.PublishEventAsync(
            DaprNames.PubSub, DaprNames.DataReady, message, new Dictionary<string, string> { ["cloudevent.id"] = id, ["cloudevent.source"] = "warehouse" }, Cancelled);

        await PublishAsync("load-1", ready);
        await PublishAsync("load-1", ready);
        await PublishAsync("load-2", ready with { Name = new string('n', 201) });
        await PublishAsync("load-3", ready with { TenantId = Guid.CreateVersion7() });
        await PublishAsync("load-4", ready with { Name = "last" });

        await Eventually.TrueAsync(async _ => await CountAsync(tenant, "last") == 1, Deadline, Cancelled);
        await Eventually.TrueAsync(async _ => await CountAsync(tenant, "sales") == 1, Deadline, Cancelled);
        (await fixture.Host.ScalarAsync<long>($"SELECT count(*) FROM data_events WHERE tenant_id = '{tenant.Owner.TenantId}'")).Should().Be(2);
    }

    private Task<long> CountAsync(Tenant tenant, string name) => fixture.Host.ScalarAsync<long>(
        $"SELECT count(*) FROM data_events WHERE tenant_id = '{tenant.Owner.TenantId}' AND name = '{name}'");
}
