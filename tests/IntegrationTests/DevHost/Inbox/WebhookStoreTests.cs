using ReportScheduler.DevHost.Inbox;

namespace ReportScheduler.IntegrationTests.DevHost.Inbox;

public sealed class WebhookStoreTests : IDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("webhook-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ListAsync_AfterARestart_HasTheNewestFirst()
    {
        await new WebhookStore(_folder).AddAsync(Webhook(1), Cancelled);
        await new WebhookStore(_folder).AddAsync(Webhook(2), Cancelled);

        var webhooks = await new WebhookStore(_folder).ListAsync(Cancelled);

        webhooks.Select(webhook => webhook.Body).Should().Equal("2", "1");
        webhooks[0].Should().BeEquivalentTo(Webhook(2), options => options.Excluding(webhook => webhook.Id));
    }

    [Fact]
    public async Task AddAsync_MoreThanTheCapacity_ForgetsTheOldest()
    {
        var store = new WebhookStore(_folder);
        for (var number = 0; number < WebhookStore.Capacity + 3; number++)
            await store.AddAsync(Webhook(number), Cancelled);

        var webhooks = await store.ListAsync(Cancelled);

        webhooks.Should().HaveCount(WebhookStore.Capacity);
        webhooks[^1].Body.Should().Be("3");
    }

    private static ReceivedWebhook Webhook(int number)
    {
        var receivedAt = DateTimeOffset.UnixEpoch.AddSeconds(number);
        return new ReceivedWebhook(
            Guid.CreateVersion7(receivedAt), receivedAt, "/webhooks/demo", true, new Dictionary<string, string> { ["a"] = "b" }, $"{number}");
    }
}
