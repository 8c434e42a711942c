using System.Text.Json;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class PubSubTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_SubscribedApp_GetsCloudEvent()
    {
        await using var app = await TestApp.StartAsync(
            FreePorts.Take(), """[{"pubsubName":"pubsub","topic":"orders","route":"orders"}]""");
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.PubSub], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", new { number = 7 }, Cancelled);
        await app.WaitForAsync("/orders", 1);

        var request = app.On("/orders").Single();
        request.Headers["Content-Type"].Should().Be("application/cloudevents+json");
        var cloudEvent = JsonDocument.Parse(request.Body).RootElement;
        cloudEvent.GetProperty("data").GetProperty("number").GetInt32().Should().Be(7);
    }
}
