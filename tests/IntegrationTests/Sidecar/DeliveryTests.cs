using System.Text.Json;
using Dapr.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>What happens to a message after the app has answered, or has not.</summary>
public sealed class DeliveryTests
{
    private const string Orders = """[{"pubsubName":"pubsub","topic":"orders","route":"orders"}]""";

    private const string OrdersWithDeadLetters = """
        [{"pubsubName":"pubsub","topic":"orders","route":"orders","deadLetterTopic":"orders.dead"},
         {"pubsubName":"pubsub","topic":"orders.dead","route":"dead"}]
        """;

    private const int Settling = 2;

    private static readonly string OneAtATime =
        TestSidecar.PubSub + "\n    - name: concurrency\n      value: 1\n";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "")]
    [InlineData(204, "")]
    [InlineData(200, "not JSON")]
    [InlineData(200, "{}")]
    [InlineData(200, "[1]")]
    [InlineData(202, """{"status":"SUCCESS"}""")]
    public async Task Answer_OfSuccess_EndsTheMessage(int status, string body)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await TestApp.StartAsync(
            FreePorts.Take(), OrdersWithDeadLetters, (request, response) => AnswerAsync(request, response, status, body));
        await using var sidecar = await TestSidecar.StartAsync(
            [OneAtATime, TestSidecar.Retries], [TestSidecar.NewApp("app", app.Port)], time: time);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await app.WaitForAsync("/orders", 1);
        await SettleAsync(app, dapr, time);

        app.On("/orders").Should().HaveCount(1 + Settling);
        app.On("/dead").Should().BeEmpty();
    }

    [Theory]
    [InlineData(200, """{"status":"DROP"}""")]
    [InlineData(404, "")]
    public async Task Answer_OfDrop_GoesToDeadLettersWithoutRetry(int status, string body)
    {
        await using var app = await TestApp.StartAsync(
            FreePorts.Take(), OrdersWithDeadLetters, (request, response) => AnswerAsync(request, response, status, body));
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.PubSub, TestSidecar.Retries], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await app.WaitForAsync("/dead", 1);

        app.On("/orders").Should().ContainSingle();
    }

    [Theory]
    [InlineData(200, """{"status":"RETRY"}""")]
    [InlineData(200, """{"status":"MAYBE"}""")]
    [InlineData(400, "")]
    [InlineData(500, "")]
    public async Task Answer_OfFailure_IsRetriedThenDeadLetteredAsItWas(int status, string body)
    {
        await using var app = await TestApp.StartAsync(
            FreePorts.Take(), OrdersWithDeadLetters, (request, response) => AnswerAsync(request, response, status, body));
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.PubSub, TestSidecar.Retries], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", new { number = 1 }, Cancelled);
        await app.WaitForAsync("/dead", 1);

        var tries = app.On("/orders").ToList();
        tries.Should().HaveCount(3, "maxRetries is 2");
        tries.Select(request => request.Body).Distinct().Should().ContainSingle();
        var dead = app.On("/dead").Single();
        dead.Body.Should().Be(tries[0].Body, "a dead letter is the message as published");
        JsonDocument.Parse(dead.Body).RootElement.GetProperty("topic").GetString().Should().Be("orders");
    }

    [Fact]
    public async Task Failure_WithoutPolicyAndDeadLetterTopic_ComesAgainUntilItSucceeds()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var answers = 0;
        await using var app = await TestApp.StartAsync(FreePorts.Take(), Orders, (_, response) =>
        {
            response.StatusCode = Interlocked.Increment(ref answers) <= 3 ? 500 : 200;
            return Task.CompletedTask;
        });
        await using var sidecar = await TestSidecar.StartAsync([OneAtATime], [TestSidecar.NewApp("app", app.Port)], time: time);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return app.On("/orders").Count() == 4;
            },
            TimeSpan.FromSeconds(30), Cancelled);
        await SettleAsync(app, dapr, time);

        app.On("/orders").Should().HaveCount(4 + Settling);
    }

    [Fact]
    public async Task Failure_WithoutPolicy_IsDeadLetteredAtOnce()
    {
        await using var app = await TestApp.StartAsync(
            FreePorts.Take(), OrdersWithDeadLetters, (request, response) => AnswerAsync(request, response, 500, ""));
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await app.WaitForAsync("/dead", 1);

        app.On("/orders").Should().ContainSingle();
    }

    [Fact]
    public async Task Publish_WhileAppIsDown_IsDeliveredWhenItComesUp()
    {
        var instance = TestSidecar.NewApp("app", FreePorts.Take());
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub], [instance]);
        using var dapr = sidecar.Client();
        await dapr.PublishEventAsync("pubsub", "orders", "early", Cancelled);

        await using var first = await TestApp.StartAsync(instance.AppPort, Orders);
        await first.WaitForAsync("/orders", 1);
        await first.DisposeAsync();
        await dapr.PublishEventAsync("pubsub", "orders", "between", Cancelled);
        await using var second = await TestApp.StartAsync(instance.AppPort, Orders);
        await second.WaitForAsync("/orders", 1);

        second.On("/orders").Single().Body.Should().Contain("between");
    }

    [Fact]
    public async Task Publish_ToAppThatDiesWhileHandling_IsRedeliveredAfterRestart()
    {
        var dying = new TaskCompletionSource();
        var instance = TestSidecar.NewApp("app", FreePorts.Take());
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub, TestSidecar.Retries], [instance]);
        using var dapr = sidecar.Client();
        await using var first = await TestApp.StartAsync(instance.AppPort, OrdersWithDeadLetters, (_, _) => dying.Task);
        await dapr.PublishEventAsync("pubsub", "orders", "once", Cancelled);
        await first.WaitForAsync("/orders", 1);

        await first.DisposeAsync();
        await using var second = await TestApp.StartAsync(instance.AppPort, OrdersWithDeadLetters);
        await second.WaitForAsync("/orders", 1);

        second.On("/orders").Single().Body.Should().Be(first.On("/orders").Single().Body);
        second.On("/dead").Should().BeEmpty();
        dying.SetResult();
    }

    [Fact]
    public async Task AppThatStops_FinishesMessageInHand_AndItIsNotRepeated()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var finish = new TaskCompletionSource();
        var instance = TestSidecar.NewApp("app", FreePorts.Take());
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub], [instance], time: time);
        using var dapr = sidecar.Client();
        await using var first = await TestApp.StartAsync(instance.AppPort, Orders, (_, _) => finish.Task);
        await dapr.PublishEventAsync("pubsub", "orders", "one", Cancelled);
        await first.WaitForAsync("/orders", 1);

        var stopping = first.StopAsync();
        await Eventually.TrueAsync(
            async token => !await TestApp.IsListeningAsync(instance.AppPort, token), TimeSpan.FromSeconds(30), Cancelled);
        await dapr.PublishEventAsync("pubsub", "orders", "two", Cancelled);
        finish.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
        await using var second = await TestApp.StartAsync(instance.AppPort, Orders);
        await second.WaitForAsync("/orders", 1);
        await SettleAsync(second, dapr, time);

        first.On("/orders").Should().ContainSingle();
        second.On("/orders").Should().HaveCount(1 + Settling).And.Contain(request => request.Body.Contains("\"two\""));
    }

    [Fact]
    public async Task AppThatStops_IsNotHeldUpByTheSidecar()
    {
        await using var app = await TestApp.StartAsync(FreePorts.Take(), Orders);
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();
        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await app.WaitForAsync("/orders", 1);

        await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(5), Cancelled);
    }

    [Fact]
    public async Task App_ThatComesBackWithOtherSubscriptions_GetsThose()
    {
        var instance = TestSidecar.NewApp("app", FreePorts.Take());
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub], [instance]);
        using var dapr = sidecar.Client();
        await using (var first = await TestApp.StartAsync(instance.AppPort, Orders))
        {
            await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
            await first.WaitForAsync("/orders", 1);
        }

        await using var second = await TestApp.StartAsync(
            instance.AppPort, """[{"pubsubName":"pubsub","topic":"bills","route":"bills"}]""");
        await dapr.PublishEventAsync("pubsub", "bills", 1, Cancelled);
        await second.WaitForAsync("/bills", 1);
    }

    [Fact]
    public async Task Event_PastItsTtl_IsDropped()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var instance = TestSidecar.NewApp("app", FreePorts.Take());
        await using var sidecar = await TestSidecar.StartAsync([OneAtATime], [instance], time: time);
        using var dapr = sidecar.Client();
        var ttl = new Dictionary<string, string> { ["ttlInSeconds"] = "10" };
        await dapr.PublishEventAsync("pubsub", "orders", "expired", ttl, Cancelled);
        time.Advance(TimeSpan.FromSeconds(12));
        await dapr.PublishEventAsync("pubsub", "orders", "fresh", ttl, Cancelled);

        await using var app = await TestApp.StartAsync(instance.AppPort, Orders);
        await app.WaitForAsync("/orders", 1);

        app.On("/orders").Should().ContainSingle().Which.Body.Should().Contain("fresh");
    }

    [Fact]
    public async Task SlowApp_IsCutOffByThePolicysTimeout()
    {
        var forever = new TaskCompletionSource();
        var policy = TestSidecar.Retries
            .Replace("retry: twice", "retry: twice\n          timeout: short", StringComparison.Ordinal)
            .Replace("  policies:\n", "  policies:\n    timeouts:\n      short: 100ms\n", StringComparison.Ordinal);
        await using var app = await TestApp.StartAsync(
            FreePorts.Take(), OrdersWithDeadLetters,
            (request, _) => request.Path == "/orders" ? forever.Task : Task.CompletedTask);
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub, policy], [TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();

        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        await app.WaitForAsync("/dead", 1);

        app.On("/orders").Should().HaveCount(3);
        forever.SetResult();
    }

    private static Task AnswerAsync(ReceivedRequest request, HttpResponse response, int status, string body)
    {
        if (request.Path == "/dead")
            return Task.CompletedTask;
        response.StatusCode = status;
        return body.Length > 0 ? response.WriteAsync(body) : Task.CompletedTask;
    }

    // With one message at a time, the first is in the queue behind everything before it; then all delays pass, and the
    // second comes after whatever they brought.
    private static async Task SettleAsync(TestApp app, DaprClient dapr, FakeTimeProvider time)
    {
        for (var number = 0; number < Settling; number++)
        {
            var expected = app.On("/orders").Count() + 1;
            await dapr.PublishEventAsync("pubsub", "orders", "settle", Cancelled);
            await app.WaitForAsync("/orders", expected);
            time.Advance(TimeSpan.FromHours(1));
        }
    }
}
