using System.Collections.Concurrent;
using System.Text.Json;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>Who gets a message.</summary>
public sealed class FanOutTests
{
    private const string Orders = """[{"pubsubName":"pubsub","topic":"orders","route":"orders"}]""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BulkPublish_TwoReplicasAndAnotherApp_EachAppGetsEachMessageOnce()
    {
        var ports = FreePorts.Take(3);
        await using var one = await TestApp.StartAsync(ports[0], Orders);
        await using var two = await TestApp.StartAsync(ports[1], Orders);
        await using var other = await TestApp.StartAsync(ports[2], Orders);
        var publisher = TestSidecar.NewApp("publisher");
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.PubSub],
            [publisher, TestSidecar.NewApp("app", ports[0]), TestSidecar.NewApp("app", ports[1]), TestSidecar.NewApp("other", ports[2])]);
        using var dapr = sidecar.Client(publisher);
        var numbers = Enumerable.Range(0, 1000).ToList();

        var response = await dapr.BulkPublishEventAsync("pubsub", "orders", numbers, cancellationToken: Cancelled);
        await Eventually.TrueAsync(
            () => one.Received.Count + two.Received.Count >= 1000 && other.Received.Count >= 1000,
            TimeSpan.FromSeconds(60), Cancelled);

        response.FailedEntries.Should().BeEmpty();
        Numbers(one).Concat(Numbers(two)).Should().BeEquivalentTo(numbers);
        Numbers(other).Should().BeEquivalentTo(numbers);
        one.Received.Should().NotBeEmpty();
        two.Received.Should().NotBeEmpty();
    }

    [Fact]
    public async Task ReplicaWhoseSidecarEnds_LeavesItsMessageToTheOther()
    {
        var hang = new TaskCompletionSource();
        var ports = FreePorts.Take(2);
        await using var hanging = await TestApp.StartAsync(ports[0], Orders, (_, _) => hang.Task);
        var first = TestSidecar.NewApp("app", ports[0]);
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub], [first]);
        using var dapr = sidecar.Client();
        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await hanging.WaitForAsync("/orders", 1);
        await using var working = await TestApp.StartAsync(ports[1], Orders);
        await sidecar.Sidecar.AddAppAsync(TestSidecar.NewApp("app", ports[1]), Cancelled);

        await sidecar.Sidecar.RemoveAppAsync(first, Cancelled);
        await working.WaitForAsync("/orders", 1);

        Numbers(working).Should().Equal(1);
        hang.SetResult();
    }

    [Fact]
    public async Task App_ThatSubscribesLater_GetsWhatWasPublishedBefore()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub]);
        using var dapr = sidecar.Client();
        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);

        await using var late = await TestApp.StartAsync(FreePorts.Take(), Orders);
        await sidecar.Sidecar.AddAppAsync(TestSidecar.NewApp("late", late.Port), Cancelled);
        await late.WaitForAsync("/orders", 1);

        Numbers(late).Should().Equal(1);
    }

    [Fact]
    public async Task Concurrency_OfComponent_BoundsCallsInFlight()
    {
        var (running, most, release) = (0, 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var app = await TestApp.StartAsync(FreePorts.Take(), Orders, async (_, _) =>
        {
            var now = Interlocked.Increment(ref running);
            for (var seen = most; now > seen; seen = most)
                Interlocked.CompareExchange(ref most, now, seen);
            await release.Task;
            Interlocked.Decrement(ref running);
        });
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.PubSub + "\n    - name: concurrency\n      value: 3\n"], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.BulkPublishEventAsync("pubsub", "orders", Enumerable.Range(0, 12).ToList(), cancellationToken: Cancelled);
        await Eventually.TrueAsync(() => Volatile.Read(ref running) == 3, TimeSpan.FromSeconds(30), Cancelled);
        release.SetResult();
        await app.WaitForAsync("/orders", 12);

        most.Should().Be(3);
    }

    [Fact]
    public async Task Rules_OfSubscription_ChooseTheRoute()
    {
        await using var app = await TestApp.StartAsync(FreePorts.Take(), """
            [{"pubsubname":"pubsub","topic":"orders","deadLetterTopic":"dead","routes":{"rules":[
                {"match":"event.type == \"big\"","path":"/big"},{"match":"event.type=='small'","path":"small"}]}},
             {"pubsubname":"pubsub","topic":"bills","routes":{"rules":[{"match":"event.type == 'big'","path":"/big"}],"default":"/bills"}},
             {"pubsubname":"pubsub","topic":"dead","route":"/dead"},
             {"pubsubname":"pubsub","topic":"odd","routes":{"rules":[{"match":"event.data.size > 3","path":"/odd"}],"default":"/odd"}},
             {"pubsubname":"nope","topic":"x","route":"/x"},
             {"pubsubname":"pubsub","topic":"no-route"}]
            """);
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();
        Dictionary<string, string> OfType(string type) => new() { ["cloudevent.type"] = type };

        await dapr.PublishEventAsync("pubsub", "orders", 1, OfType("big"), Cancelled);
        await dapr.PublishEventAsync("pubsub", "orders", 2, OfType("small"), Cancelled);
        await dapr.PublishEventAsync("pubsub", "orders", 3, OfType("other"), Cancelled);
        await dapr.PublishEventAsync("pubsub", "bills", 4, OfType("other"), Cancelled);
        await app.WaitForAsync("/big", 1);
        await app.WaitForAsync("/small", 1);
        await app.WaitForAsync("/dead", 1);
        await app.WaitForAsync("/bills", 1);

        app.Received.Should().HaveCount(4);
        var metadata = await dapr.GetMetadataAsync(Cancelled);
        metadata.Should().NotBeNull();
        var subscriptions = await sidecar.Http.GetStringAsync(sidecar.Url() + "/v1.0/metadata", Cancelled);
        JsonElement.Parse(subscriptions).GetProperty("subscriptions").EnumerateArray()
            .Select(subscription => subscription.GetProperty("topic").GetString()).Should().Equal("orders", "bills", "dead");
    }

    [Fact]
    public async Task SubscriptionResource_WithoutOneOfTheApp_Counts()
    {
        const string Declared = """
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata:
              name: {topic}
            spec:
              pubsubname: pubsub
              topic: {topic}
              routes:
                default: /declared
            scopes:
              - app
            """;
        await using var app = await TestApp.StartAsync(FreePorts.Take(), Orders);
        await using var sidecar = await TestSidecar.StartAsync(
            [
                TestSidecar.PubSub,
                Declared.Replace("{topic}", "orders", StringComparison.Ordinal),
                Declared.Replace("{topic}", "bills", StringComparison.Ordinal),
            ],
            [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await dapr.PublishEventAsync("pubsub", "bills", 2, Cancelled);
        await app.WaitForAsync("/orders", 1);
        await app.WaitForAsync("/declared", 1);

        app.Received.Should().HaveCount(2);
    }

    [Fact]
    public async Task BulkSubscription_Answers_SettleEachEntry()
    {
        var batches = new ConcurrentQueue<List<int>>();
        await using var app = await TestApp.StartAsync(FreePorts.Take(), """
            [{"pubsubName":"pubsub","topic":"orders","route":"orders","deadLetterTopic":"dead",
              "bulkSubscribe":{"enabled":true,"maxMessagesCount":4,"maxAwaitDurationMs":2000}},
             {"pubsubName":"pubsub","topic":"dead","route":"dead"}]
            """,
            async (request, response) =>
            {
                if (request.Path == "/dead")
                    return;
                var entries = JsonElement.Parse(request.Body).GetProperty("entries").EnumerateArray()
                    .Select(entry => (
                        Id: entry.GetProperty("entryId").GetString(),
                        Number: entry.GetProperty("event").GetProperty("data").GetInt32()))
                    .ToList();
                batches.Enqueue([.. entries.Select(entry => entry.Number)]);
                // 1 is taken, 2 dropped, 3 asks for a retry, of 4 nothing is said.
                var statuses = entries.Where(entry => entry.Number != 4).Select(entry => new
                {
                    entryId = entry.Id,
                    status = entry.Number switch { 1 => "SUCCESS", 2 => "DROP", _ => "RETRY" },
                });
                await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { statuses }));
            });
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.PubSub, TestSidecar.Retries], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.BulkPublishEventAsync<int>("pubsub", "orders", [1, 2, 3, 4], cancellationToken: Cancelled);
        await app.WaitForAsync("/dead", 3);

        batches.Should().BeEquivalentTo(
            new List<int>[] { [1, 2, 3, 4], [3, 4], [3, 4] }, options => options.WithStrictOrdering());
        app.On("/dead").Select(request => JsonElement.Parse(request.Body).GetProperty("data").GetInt32())
            .Should().BeEquivalentTo([2, 3, 4]);
        var request = app.On("/orders").First();
        request.Headers["Content-Type"].Should().Be("application/json");
        JsonElement.Parse(request.Body).GetProperty("type").GetString().Should().Be("com.dapr.event.sent.bulk");
    }

    private static IEnumerable<int> Numbers(TestApp app) =>
        app.On("/orders").Select(request => JsonElement.Parse(request.Body).GetProperty("data").GetInt32());
}
