using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class HappyPathTests(PostgresServer server) : EndToEndTest(server)
{
    private const string Sql = "SELECT id, region, amount, sold_on, note FROM sales ORDER BY id";

    private const string Csv =
        "id,region,amount,sold_on,note\r\n"
        + "1,North,1234.50,2026-01-31,\r\n"
        + "2,Süd,-0.05,2026-02-28,\"says \"\"hello\"\", twice\"\r\n"
        + "3,West,,2026-03-29,\"two\nlines\"\r\n";

    [Fact]
    public async Task Run_TriggeredNow_IsRenderedAndDeliveredAndTold()
    {
        var platform = await CreatePlatformAsync();
        var tenant = (await Fleet.StartAsync(platform, Cancelled)).Tenant;
        var report = await tenant.CreateReportAsync(platform.Source, Sql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var (webhook, secret) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);

        var id = await tenant.RunAsync(report, [email, webhook], Cancelled);
        var events = await tenant.FollowRunAsync(id, Cancelled).ToListAsync(Cancelled).AsTask().WaitAsync(Soon, Cancelled);

        var run = await tenant.GetRunAsync(id, Cancelled);
        run.State.Should().Be("succeeded");
        var artifact = run.Artifacts.Should().ContainSingle().Subject;
        var content = await tenant.DownloadAsync(artifact.Id, Cancelled);
        Encoding.UTF8.GetString(content).Should().Be(Csv);
        artifact.Should().BeEquivalentTo(new { RowCount = 3, SizeBytes = content.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) });
        run.Deliveries!.Select(delivery => (delivery.Channel, delivery.State, delivery.Attempts))
            .Should().BeEquivalentTo([("email", "delivered", 1), ("webhook", "delivered", 1)]);

        var message = platform.Mail.Read().Should().ContainSingle().Subject;
        message.To.ToString().Should().Be("bob@example.com");
        using var attached = new MemoryStream();
        await ((MimeKit.MimePart)message.Attachments.Single()).Content!.DecodeToAsync(attached, Cancelled);
        attached.ToArray().Should().Equal(content);

        var call = platform.Webhooks.Calls.Should().ContainSingle().Subject;
        call.IsSignedWith(secret, TimeProvider.System.GetUtcNow()).Should().BeTrue();
        JsonDocument.Parse(call.Text).RootElement.GetProperty("data").GetProperty("runId").GetGuid().Should().Be(id);

        events.Select(e => e.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        events.Select(e => e.Kind).Where(kind => kind is "requested" or "admitted" or "rendering" or "rendered" or "finished")
            .Should().Equal("requested", "admitted", "rendering", "rendered", "finished");
        events.Select(e => e.Kind).SkipWhile(kind => kind != "rendered").Where(kind => kind.StartsWith("deliver", StringComparison.Ordinal))
            .Should().BeEquivalentTo(["delivering", "delivering", "delivered", "delivered"]);
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Run_WithAChartImage_IsShownInTheMessage()
    {
        var platform = await CreatePlatformAsync();
        var tenant = (await Fleet.StartAsync(platform, Cancelled)).Tenant;
        var report = await tenant.CreateReportAsync(
            platform.Source,
            Sql,
            new
            {
                formats = (string[])["png", "csv"],
                chart = new { kind = "bar", category = "region", values = (string[])["amount"] },
                sections = new[] { new { name = "Without a chart", sql = "SELECT 1 AS one" } },
            },
            Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);

        var id = await tenant.RunAsync(report, [email], Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);

        var run = await tenant.GetRunAsync(id, Cancelled);
        run.State.Should().Be("succeeded");
        run.Artifacts.Should().HaveCount(3, "one section has a chart, and each is a CSV file");
        var message = platform.Mail.Read().Should().ContainSingle().Subject;
        message.Attachments.Should().HaveCount(2);
        var image = message.BodyParts.OfType<MimeKit.MimePart>().Single(part => part.ContentType.IsMimeType("image", "png"));
        message.HtmlBody.Should().Contain($"<img src=\"cid:{image.ContentId}\"");
        message.TextBody.Should().Contain(image.FileName);
        using var png = new MemoryStream();
        await image.Content!.DecodeToAsync(png, Cancelled);
        png.ToArray().Should().StartWith([0x89, (byte)'P', (byte)'N', (byte)'G']);
        png.Length.Should().BeGreaterThan(2_000, "it has bars");
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Schedule_EverySecond_HasOneRunForEachSecond()
    {
        var platform = await CreatePlatformAsync();
        var tenant = (await Fleet.StartAsync(platform, Cancelled)).Tenant;
        var report = await tenant.CreateReportAsync(platform.Source, Sql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);

        var schedule = await tenant.CreateScheduleAsync(report, "* * * * * *", [email], Cancelled);
        await Eventually.ResultAsync(
            token => tenant.ListRunsAsync(schedule, token), runs => runs.Count(run => run.State == "succeeded") >= 4, Soon, Cancelled);
        await tenant.PauseScheduleAsync(schedule, Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);

        var fires = (await tenant.ListRunsAsync(schedule, Cancelled)).Select(run => run.NominalFireAt).Order().ToList();
        fires.Should().OnlyContain(fire => fire.Millisecond == 0);
        fires.Zip(fires.Skip(1), (fire, next) => next - fire).Should().OnlyContain(pause => pause == TimeSpan.FromSeconds(1), "no fire is lost or doubled");
        await platform.ShouldHoldAsync(Cancelled);
    }
}
