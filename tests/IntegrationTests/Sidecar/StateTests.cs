namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class StateTests
{
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

    private sealed record Item(string Name, int Number);
}
