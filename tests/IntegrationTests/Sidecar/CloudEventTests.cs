using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>What subscribers get of what is published.</summary>
public sealed class CloudEventTests
{
    private const string Subscription = """[{"pubsubName":"pubsub","topic":"orders","route":"orders"}]""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishEvent_Object_IsWrappedInCloudEvent()
    {
        await using var both = await Both.StartAsync(Subscription);
        using var dapr = both.Sidecar.Client();
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";

        await dapr.PublishEventAsync("pubsub", "orders", new { number = 7, text = "ä" }, Cancelled);
        var (request, cloudEvent) = await both.NextAsync();

        request.Method.Should().Be("POST");
        request.Headers["Content-Type"].Should().Be("application/cloudevents+json");
        request.Headers["pubsubName"].Should().Be("pubsub");
        Guid.TryParse(Text(cloudEvent, "id"), out _).Should().BeTrue();
        Text(cloudEvent, "specversion").Should().Be("1.0");
        Text(cloudEvent, "type").Should().Be("com.dapr.event.sent");
        Text(cloudEvent, "source").Should().Be("app");
        Text(cloudEvent, "datacontenttype").Should().Be("application/json");
        Text(cloudEvent, "topic").Should().Be("orders");
        Text(cloudEvent, "pubsubname").Should().Be("pubsub");
        DateTimeOffset.Parse(Text(cloudEvent, "time"), CultureInfo.InvariantCulture)
            .Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        cloudEvent.GetProperty("data").GetRawText().Should().Be("""{"number":7,"text":"ä"}""");
        cloudEvent.TryGetProperty("data_base64", out _).Should().BeFalse();
        cloudEvent.TryGetProperty("subject", out _).Should().BeFalse();
        cloudEvent.TryGetProperty("expiration", out _).Should().BeFalse();
        Text(cloudEvent, "traceparent").Should().Contain(activity.TraceId.ToString());
        Text(cloudEvent, "traceid").Should().Be(Text(cloudEvent, "traceparent"));
        Text(cloudEvent, "tracestate").Should().Be("vendor=1");
        request.Headers["traceparent"].Should().Be(Text(cloudEvent, "traceparent"));
        request.Headers["tracestate"].Should().Be("vendor=1");
    }

    [Fact]
    public async Task PublishEvent_CloudEventMetadata_OverridesFields()
    {
        await using var both = await Both.StartAsync(Subscription);
        using var dapr = both.Sidecar.Client();
        var metadata = new Dictionary<string, string>
        {
            ["cloudevent.id"] = "my-id",
            ["CloudEvent.Type"] = "my.type",
            ["cloudevent.source"] = "my-source",
            ["cloudevent.subject"] = "my-subject",
            ["cloudevent.traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ["cloudevent.tracestate"] = "a=b",
            ["ttlInSeconds"] = "60",
        };

        await dapr.PublishEventAsync("pubsub", "orders", 1, metadata, Cancelled);
        var (request, cloudEvent) = await both.NextAsync();

        Text(cloudEvent, "id").Should().Be("my-id");
        Text(cloudEvent, "type").Should().Be("my.type");
        Text(cloudEvent, "source").Should().Be("my-source");
        Text(cloudEvent, "subject").Should().Be("my-subject");
        Text(cloudEvent, "traceid").Should().Be("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Text(cloudEvent, "tracestate").Should().Be("a=b");
        DateTimeOffset.Parse(Text(cloudEvent, "expiration"), CultureInfo.InvariantCulture)
            .Should().BeCloseTo(TimeProvider.System.GetUtcNow().AddSeconds(60), TimeSpan.FromSeconds(30));
        request.Headers["ttlInSeconds"].Should().Be("60", "metadata reaches the app as headers");
    }

    [Theory]
    [InlineData("text/plain", "plain", "data", "\"plain\"")]
    [InlineData("", "plain", "data", "\"plain\"")]
    [InlineData("application/xml", "<a/>", "data", "\"<a/>\"")]
    [InlineData("application/json", "[1, 2]", "data", "[1, 2]")]
    [InlineData("application/json; charset=utf-8", "1", "data", "1")]
    [InlineData("application/json", "{broken", "data", "\"{broken\"")]
    [InlineData("application/octet-stream", "bytes", "data_base64", "\"Ynl0ZXM=\"")]
    public async Task Publish_ContentType_DecidesFormOfData(string contentType, string body, string field, string expected)
    {
        await using var both = await Both.StartAsync(Subscription);

        await both.PublishAsync("orders", contentType, body);
        var (_, cloudEvent) = await both.NextAsync();

        Text(cloudEvent, "datacontenttype").Should().Be(contentType.Length > 0 ? contentType : "text/plain");
        JsonElement.DeepEquals(cloudEvent.GetProperty(field), JsonElement.Parse(expected)).Should().BeTrue();
        cloudEvent.TryGetProperty(field == "data" ? "data_base64" : "data", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Publish_CloudEvent_IsOnlyCompleted()
    {
        await using var both = await Both.StartAsync(Subscription);

        await both.PublishAsync(
            "orders", "application/cloudevents+json",
            """{"id":"mine","type":"my.type","topic":"wrong","custom":12345678901234567890,"data":{"a":1}}""");
        var (_, cloudEvent) = await both.NextAsync();

        Text(cloudEvent, "id").Should().Be("mine");
        Text(cloudEvent, "type").Should().Be("my.type");
        Text(cloudEvent, "source").Should().Be("Dapr");
        Text(cloudEvent, "specversion").Should().Be("1.0");
        Text(cloudEvent, "topic").Should().Be("orders");
        Text(cloudEvent, "pubsubname").Should().Be("pubsub");
        Text(cloudEvent, "time").Should().NotBeEmpty();
        cloudEvent.GetProperty("custom").GetRawText().Should().Be("12345678901234567890");
        cloudEvent.GetProperty("data").GetRawText().Should().Be("""{"a":1}""");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"id":"a","id":"b"}""")]
    public async Task Publish_CloudEventThatIsNone_IsRefused(string body)
    {
        await using var both = await Both.StartAsync(Subscription);

        using var response = await both.SendAsync("/v1.0/publish/pubsub/orders", "application/cloudevents+json", body);

        ((int)response.StatusCode).Should().Be(500);
        (await response.Content.ReadAsStringAsync(Cancelled)).Should().Contain("ERR_PUBSUB_CLOUD_EVENTS_SER");
    }

    [Fact]
    public async Task Publish_DeepJson_StaysJson()
    {
        await using var both = await Both.StartAsync(Subscription);
        var deep = string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64));

        await both.PublishAsync("orders", "application/json", deep);
        await both.App.WaitForAsync("/orders", 1);

        both.App.On("/orders").Single().Body.Should().Contain($"\"data\":{deep}");
    }

    [Fact]
    public async Task Publish_TopicWithSlashes_ReachesItsSubscriber()
    {
        await using var both = await Both.StartAsync("""[{"pubsubname":"pubsub","topic":"a/b/c","route":"/orders"}]""");

        await both.PublishAsync("a/b/c", "text/plain", "x");
        var (_, cloudEvent) = await both.NextAsync();

        Text(cloudEvent, "topic").Should().Be("a/b/c");
    }

    [Fact]
    public async Task RawPayload_RawSubscription_IsWrappedForTheApp()
    {
        await using var both = await Both.StartAsync(
            """[{"pubsubName":"pubsub","topic":"orders","route":"orders","metadata":{"rawPayload":"true"}}]""");
        using var dapr = both.Sidecar.Client();

        await dapr.PublishByteEventAsync(
            "pubsub", "orders", new byte[] { 0, 255, 7 }, "application/octet-stream",
            new Dictionary<string, string> { ["rawPayload"] = "true" }, Cancelled);
        var (_, cloudEvent) = await both.NextAsync();

        cloudEvent.GetProperty("data_base64").GetBytesFromBase64().Should().Equal(0, 255, 7);
        Text(cloudEvent, "datacontenttype").Should().Be("application/octet-stream");
        Text(cloudEvent, "source").Should().Be("Dapr");
        Text(cloudEvent, "type").Should().Be("com.dapr.event.sent");
        Text(cloudEvent, "topic").Should().Be("orders");
    }

    [Fact]
    public async Task RawPayload_OrdinarySubscription_EndsInDeadLetterTopic()
    {
        await using var both = await Both.StartAsync(
            """
            [{"pubsubName":"pubsub","topic":"in","route":"in","deadLetterTopic":"dead"},
             {"pubsubName":"pubsub","topic":"dead","route":"orders","metadata":{"rawPayload":"true"}}]
            """);

        using var response = await both.SendAsync(
            "/v1.0/publish/pubsub/in?metadata.rawPayload=true", "text/plain", "no event");
        var (_, cloudEvent) = await both.NextAsync();

        cloudEvent.GetProperty("data_base64").GetBytesFromBase64().Should().Equal("no event"u8.ToArray());
        both.App.On("/in").Should().BeEmpty();
    }

    private static string Text(JsonElement cloudEvent, string field) => cloudEvent.GetProperty(field).GetString()!;

    /// <summary>A sidecar with pub/sub and an app that subscribes.</summary>
    private sealed record Both(TestApp App, TestSidecar Sidecar) : IAsyncDisposable
    {
        public static async Task<Both> StartAsync(string subscriptions)
        {
            var app = await TestApp.StartAsync(FreePorts.Take(), subscriptions);
            return new Both(app, await TestSidecar.StartAsync([TestSidecar.PubSub], [TestSidecar.NewApp("app", app.Port)]));
        }

        public async Task<(ReceivedRequest Request, JsonElement CloudEvent)> NextAsync()
        {
            await App.WaitForAsync("/orders", 1);
            var request = App.On("/orders").Single();
            return (request, JsonElement.Parse(request.Body));
        }

        public async Task PublishAsync(string topic, string contentType, string body)
        {
            using var response = await SendAsync("/v1.0/publish/pubsub/" + topic, contentType, body);
            ((int)response.StatusCode).Should().Be(204);
        }

        public Task<HttpResponseMessage> SendAsync(string path, string contentType, string body)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = contentType.Length > 0 ? MediaTypeHeaderValue.Parse(contentType) : null;
            return Sidecar.Http.PostAsync(Sidecar.Url() + path, content, Cancelled);
        }

        public async ValueTask DisposeAsync()
        {
            await Sidecar.DisposeAsync();
            await App.DisposeAsync();
        }
    }
}
