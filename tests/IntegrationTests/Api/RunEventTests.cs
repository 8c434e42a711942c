using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class RunEventTests(ApiFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Events_OfARunThatIsFollowed_ArriveInOrderUntilItsEnd()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var (run, play) = await RequestAsync(tenant);
        await using var stream = await EventStream.OpenAsync(tenant.Viewer, run);

        (await stream.NextAsync()).EventId.Should().Be("1");
        await play.AdmitAsync();
        (await stream.NextAsync()).EventId.Should().Be("2");
        await play.RenderAsync("a\n1\n"u8.ToArray());
        await play.DeliverAsync(DeliveryState.Delivered);
        await play.FinishAsync();
        var rest = await stream.ReadToEndAsync();

        rest[^1].EventType.Should().Be("end");
        rest[..^1].Select(e => e.EventId).Should().Equal("3", "4", "5", "6", "7");
        rest[..^1].Select(e => JsonElement.Parse(e.Data).GetProperty("kind").GetString())
            .Should().Equal("rendering", "rendered", "delivering", "delivered", "finished");
    }

    [Fact]
    public async Task Events_WithLastEventId_GoOnAfterIt()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var (run, play) = await RequestAsync(tenant);
        await play.PlayAsync("a\n1\n"u8.ToArray());

        await using var middle = await EventStream.OpenAsync(tenant.Viewer, run, lastEventId: "5");
        await using var end = await EventStream.OpenAsync(tenant.Viewer, run, lastEventId: "7");
        await using var nonsense = await EventStream.OpenAsync(tenant.Viewer, run, lastEventId: "-x");

        (await middle.ReadToEndAsync()).Select(e => e.EventType == "end" ? "end" : e.EventId).Should().Equal("6", "7", "end");
        (await end.ReadToEndAsync()).Select(e => e.EventType).Should().Equal("end");
        (await nonsense.ReadToEndAsync()).Should().HaveCount(8);
    }

    [Fact]
    public async Task Events_OfARunThatIsCancelled_EndToo()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var (run, _) = await RequestAsync(tenant);
        await using var stream = await EventStream.OpenAsync(tenant.Viewer, run);
        await stream.NextAsync();

        (await tenant.Editor.PostAsync($"/v1/runs/{run}/cancel")).Expect(200);

        var rest = await stream.ReadToEndAsync();
        JsonElement.Parse(rest[0].Data).GetProperty("kind").GetString().Should().Be("cancelled");
        rest[1].EventType.Should().Be("end");
    }

    [Fact]
    public async Task Events_WhenTheListeningConnectionIsLost_StillArrive()
    {
        var tenant = await Tenant.CreateAsync(fixture.Host);
        var (run, play) = await RequestAsync(tenant);
        await using var stream = await EventStream.OpenAsync(tenant.Viewer, run);
        await stream.NextAsync();

        await using (var owner = Npgsql.NpgsqlDataSource.Create(fixture.Host.Database.Owner))
        {
            await using var terminate = owner.CreateCommand(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN run_events%'");
            (await terminate.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(1L);
        }

        await play.AdmitAsync();

        (await stream.NextAsync()).EventId.Should().Be("2");
        await Eventually.TrueAsync(_ => IsListeningAsync(fixture.Host.Database.Owner), Deadline, TestContext.Current.CancellationToken);
    }

    private static async Task<bool> IsListeningAsync(string database)
    {
        await using var owner = Npgsql.NpgsqlDataSource.Create(database);
        await using var query = owner.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN run_events%'");
        return await query.ExecuteScalarAsync(TestContext.Current.CancellationToken) is 1L;
    }

    private async Task<(Guid Run, RunPlay Play)> RequestAsync(Tenant tenant)
    {
        var body = new { reportId = await tenant.AddReportAsync(), destinationIds = new[] { await tenant.AddEmailAsync() } };
        var run = (await tenant.Editor.PostAsync("/v1/runs", body)).Expect(202).Id;
        return (run, new RunPlay(fixture.Host, tenant.Owner.TenantId, run));
    }

    /// <summary>A client's side of the stream.</summary>
    private sealed class EventStream(HttpResponseMessage response, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public static async Task<EventStream> OpenAsync(ApiClient client, Guid run, string? lastEventId = null)
        {
            using var request = client.CreateRequest(HttpMethod.Get, $"/v1/runs/{run}/events");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
            var response = await client.SendAsync(request);
            response.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
            var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            return new EventStream(response, SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator());
        }

        public async Task<SseItem<string>> NextAsync()
        {
            (await items.MoveNextAsync().AsTask().WaitAsync(Deadline)).Should().BeTrue("the stream goes on");
            return items.Current;
        }

        public async Task<List<SseItem<string>>> ReadToEndAsync()
        {
            var rest = new List<SseItem<string>>();
            while (await items.MoveNextAsync().AsTask().WaitAsync(Deadline)) rest.Add(items.Current);
            return rest;
        }

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            await items.DisposeAsync();
        }
    }
}
