using Dapr;
using Dapr.Client;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class StateTests
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaveState_ThenGet_ReturnsValueAndChangingETag()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();

        await dapr.SaveStateAsync("cache", "key", new Item("first", 1), cancellationToken: Cancelled);
        var (first, firstETag) = await dapr.GetStateAndETagAsync<Item>("cache", "key", cancellationToken: Cancelled);
        await dapr.SaveStateAsync("cache", "key", new Item("second", 2), cancellationToken: Cancelled);
        var (second, secondETag) = await dapr.GetStateAndETagAsync<Item>("cache", "key", cancellationToken: Cancelled);

        first.Should().Be(new Item("first", 1));
        second.Should().Be(new Item("second", 2));
        firstETag.Should().NotBeEmpty();
        secondETag.Should().NotBeEmpty().And.NotBe(firstETag);
    }

    [Fact]
    public async Task GetState_MissingKey_ReturnsDefaultAndEmptyETag()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();

        var (value, etag) = await dapr.GetStateAndETagAsync<Item>("cache", "missing", cancellationToken: Cancelled);

        value.Should().BeNull();
        etag.Should().BeEmpty();
    }

    [Fact]
    public async Task TrySaveState_StaleETag_ReturnsFalseAndKeepsValue()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();
        await dapr.SaveStateAsync("cache", "key", "one", cancellationToken: Cancelled);
        var (_, etag) = await dapr.GetStateAndETagAsync<string>("cache", "key", cancellationToken: Cancelled);

        var fresh = await dapr.TrySaveStateAsync("cache", "key", "two", etag, cancellationToken: Cancelled);
        var stale = await dapr.TrySaveStateAsync("cache", "key", "three", etag, cancellationToken: Cancelled);
        var absent = await dapr.TrySaveStateAsync("cache", "other", "x", etag, cancellationToken: Cancelled);

        (fresh, stale, absent).Should().Be((true, false, false));
        (await dapr.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().Be("two");
    }

    [Fact]
    public async Task TryDeleteState_StaleETag_ReturnsFalseAndKeepsValue()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();
        await dapr.SaveStateAsync("cache", "key", "one", cancellationToken: Cancelled);
        var (_, etag) = await dapr.GetStateAndETagAsync<string>("cache", "key", cancellationToken: Cancelled);
        await dapr.SaveStateAsync("cache", "key", "two", cancellationToken: Cancelled);

        (await dapr.TryDeleteStateAsync("cache", "key", etag, cancellationToken: Cancelled)).Should().BeFalse();
        (await dapr.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().Be("two");

        await dapr.DeleteStateAsync("cache", "key", cancellationToken: Cancelled);
        await dapr.DeleteStateAsync("cache", "key", cancellationToken: Cancelled);
        (await dapr.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().BeNull();
    }

    [Fact]
    public async Task SaveState_FirstWriteByMany_OneWins()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();

        var wins = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            try
            {
                await dapr.SaveStateAsync("cache", "lock", number, FirstWrite, cancellationToken: Cancelled);
                return number;
            }
            catch (DaprException exception) when (exception.InnerException is RpcException { StatusCode: StatusCode.Aborted })
            {
                return -1;
            }
        }));

        var winner = wins.Should().ContainSingle(number => number >= 0).Subject;
        (await dapr.GetStateAsync<int>("cache", "lock", cancellationToken: Cancelled)).Should().Be(winner);
    }

    [Fact]
    public async Task SaveState_WithTtl_IsGoneAfterIt()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 29, 1, 59, 50, TimeSpan.Zero));
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State], time: time);
        using var dapr = sidecar.Client();
        var ttl = new Dictionary<string, string> { ["ttlInSeconds"] = "20" };
        await dapr.SaveStateAsync("cache", "key", "short", metadata: ttl, cancellationToken: Cancelled);

        using var before = await sidecar.Http.GetAsync($"{sidecar.Url()}/v1.0/state/cache/key", Cancelled);
        time.Advance(TimeSpan.FromSeconds(19));
        var almost = await dapr.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled);
        time.Advance(TimeSpan.FromSeconds(1));
        var after = await dapr.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled);

        before.Headers.GetValues("metadata.ttlExpireTime").Should().Equal("2026-03-29T02:00:10Z");
        almost.Should().Be("short");
        after.Should().BeNull();
        await dapr.SaveStateAsync("cache", "key", "again", FirstWrite, cancellationToken: Cancelled);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task SaveState_TtlThatMeansNone_Stays(string ttlInSeconds)
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State], time: time);
        using var dapr = sidecar.Client();
        var ttl = new Dictionary<string, string> { ["ttlInSeconds"] = ttlInSeconds };

        await dapr.SaveStateAsync("cache", "key", "long", metadata: ttl, cancellationToken: Cancelled);
        time.Advance(TimeSpan.FromDays(1));

        (await dapr.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().Be("long");
    }

    [Fact]
    public async Task GetBulkState_SomeKeysMissing_ReturnsOneItemPerKey()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();
        await dapr.SaveBulkStateAsync("cache", [new SaveStateItem<int>("a", 1, ""), new SaveStateItem<int>("c", 3, "")], Cancelled);

        var items = await dapr.GetBulkStateAsync("cache", ["a", "b", "c"], parallelism: null, cancellationToken: Cancelled);

        items.Select(item => (item.Key, item.Value)).Should().BeEquivalentTo([("a", "1"), ("b", ""), ("c", "3")]);
        items.Single(item => item.Key == "b").ETag.Should().BeEmpty();
    }

    [Fact]
    public async Task SaveBulkState_OneMismatch_AbortsAndKeepsTheOthers()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();

        var save = () => dapr.SaveBulkStateAsync(
            "cache", [new SaveStateItem<int>("a", 1, "stale"), new SaveStateItem<int>("b", 2, "")], Cancelled);

        (await save.Should().ThrowAsync<DaprException>())
            .WithInnerException<RpcException>().Which.StatusCode.Should().Be(StatusCode.Aborted);
        (await dapr.GetStateAsync<int?>("cache", "a", cancellationToken: Cancelled)).Should().BeNull();
        (await dapr.GetStateAsync<int?>("cache", "b", cancellationToken: Cancelled)).Should().Be(2);
    }

    [Fact]
    public async Task DeleteBulkState_Keys_AreGone()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();
        await dapr.SaveStateAsync("cache", "a", 1, cancellationToken: Cancelled);
        await dapr.SaveStateAsync("cache", "b", 2, cancellationToken: Cancelled);

        await dapr.DeleteBulkStateAsync("cache", [new BulkDeleteStateItem("a", ""), new BulkDeleteStateItem("z", "")], Cancelled);

        (await dapr.GetStateAsync<int?>("cache", "a", cancellationToken: Cancelled)).Should().BeNull();
        (await dapr.GetStateAsync<int?>("cache", "b", cancellationToken: Cancelled)).Should().Be(2);
    }

    [Fact]
    public async Task Transaction_AllFit_AppliesAll()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();
        await dapr.SaveStateAsync("cache", "old", 1, cancellationToken: Cancelled);

        await dapr.ExecuteStateTransactionAsync(
            "cache",
            [
                new StateTransactionRequest("new", "2"u8.ToArray(), StateOperationType.Upsert),
                new StateTransactionRequest("old", null, StateOperationType.Delete),
            ],
            cancellationToken: Cancelled);

        (await dapr.GetStateAsync<int?>("cache", "new", cancellationToken: Cancelled)).Should().Be(2);
        (await dapr.GetStateAsync<int?>("cache", "old", cancellationToken: Cancelled)).Should().BeNull();
    }

    [Fact]
    public async Task Transaction_OneMismatch_IsInternalAndAppliesNone()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();
        await dapr.SaveStateAsync("cache", "old", 1, cancellationToken: Cancelled);

        var transact = () => dapr.ExecuteStateTransactionAsync(
            "cache",
            [
                new StateTransactionRequest("new", "2"u8.ToArray(), StateOperationType.Upsert),
                new StateTransactionRequest("old", null, StateOperationType.Delete, etag: "stale"),
            ],
            cancellationToken: Cancelled);

        (await transact.Should().ThrowAsync<DaprException>())
            .WithInnerException<RpcException>().Which.StatusCode.Should().Be(StatusCode.Internal);
        (await dapr.GetStateAsync<int?>("cache", "new", cancellationToken: Cancelled)).Should().BeNull();
        (await dapr.GetStateAsync<int?>("cache", "old", cancellationToken: Cancelled)).Should().Be(1);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("appid", false)]
    [InlineData("name", true)]
    [InlineData("none", true)]
    [InlineData("literal", true)]
    public async Task KeyPrefix_OfComponent_DecidesWhetherAppsShare(string keyPrefix, bool shared)
    {
        var component = TestSidecar.State + $"\n  metadata:\n    - name: keyPrefix\n      value: '{keyPrefix}'\n";
        var (one, two) = (TestSidecar.NewApp("one"), TestSidecar.NewApp("two"));
        await using var sidecar = await TestSidecar.StartAsync([component], [one, two]);
        using var first = sidecar.Client(one);
        using var second = sidecar.Client(two);

        await first.SaveStateAsync("cache", "key", "value", cancellationToken: Cancelled);

        (await second.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().Be(shared ? "value" : null);
    }

    private sealed record Item(string Name, int Number);
}
