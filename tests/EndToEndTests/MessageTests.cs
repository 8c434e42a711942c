using System.Net.Http.Json;
using ReportScheduler.Domain.Messages;
using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class MessageTests(PostgresServer server) : EndToEndTest(server)
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Message_DeliveredTenTimes_RunIsMadeOnce()
    {
        var platform = await CreatePlatformAsync();
        var (_, scheduler, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        Guid id;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            id = await tenant.RunAsync(report, [email], Cancelled);
            for (var copy = 0; copy < 10; copy++)
                await PublishAsync(platform, scheduler, id);
            await platform.Source.UntilAtGateAsync(1, Soon, Cancelled);
            await UntilHandledAsync(platform, scheduler, tenant);
            (await platform.Source.CountAtGateAsync(Cancelled)).Should().Be(1, "only one of the messages starts a rendering");
        }

        await platform.UntilQuietAsync(Soon, Cancelled);
        await PublishAsync(platform, scheduler, id);
        await UntilHandledAsync(platform, scheduler, tenant);

        var run = await tenant.GetRunAsync(id, Cancelled);
        run.State.Should().Be("succeeded");
        run.Attempt.Should().Be(1);
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Message_OfACancelledRun_ChangesNothing()
    {
        var platform = await CreatePlatformAsync();
        var (_, scheduler, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        await using var gate = await platform.Source.CloseGateAsync(Cancelled);
        var id = await tenant.RunAsync(report, [email], Cancelled);
        await tenant.CancelRunAsync(id, Cancelled);

        await PublishAsync(platform, scheduler, id);
        await UntilHandledAsync(platform, scheduler, tenant);

        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be("cancelled");
        await platform.UntilQuietAsync(Soon, Cancelled);
        await platform.ShouldHoldAsync(Cancelled);
    }

    /// <summary>Publishes as the Scheduler does, through its sidecar.</summary>
    private static async Task PublishAsync(Platform platform, AppInstance scheduler, Guid runId)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"http://127.0.0.1:{scheduler.Sidecar.HttpPort}/v1.0/publish/{DaprNames.PubSub}/{DaprNames.RunsRequested}");
        request.Headers.Add("dapr-api-token", platform.Sidecars.ApiToken);
        request.Content = JsonContent.Create(new { runIds = new[] { runId } });
        using var response = await Http.SendAsync(request, Cancelled);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Messages are taken in order, so those before a run that has been made have been handled.</summary>
    private static async Task UntilHandledAsync(Platform platform, AppInstance scheduler, Tenant tenant)
    {
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n", Cancelled);
        for (var run = 0; run < 12; run++)
        {
            var id = await tenant.RunAsync(report, [], Cancelled);
            await Eventually.ResultAsync(token => tenant.GetRunAsync(id, token), made => made.State == "succeeded", Soon, Cancelled);
        }
    }
}
