using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class CancellationTests(PostgresServer server) : EndToEndTest(server)
{
    [Fact]
    public async Task Cancel_WhileRendering_EndsTheQueryAndDeliversNothing_AndRetryMakesANewRun()
    {
        var platform = await CreatePlatformAsync();
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        Guid id;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            id = await tenant.RunAsync(report, [email], Cancelled);
            await platform.Source.UntilAtGateAsync(1, Soon, Cancelled);

            (await tenant.CancelRunAsync(id, Cancelled)).State.Should().Be("cancelled");

            // The worker notices, and takes its query back: the gate is still closed.
            await platform.Source.UntilAtGateAsync(0, Soon, Cancelled);
        }

        var cancelled = await tenant.GetRunAsync(id, Cancelled);
        cancelled.State.Should().Be("cancelled");
        platform.Mail.Read().Should().BeEmpty();

        var retry = await tenant.RetryRunAsync(id, Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);

        retry.Should().BeEquivalentTo(new { Trigger = "retry", RetryOf = id, cancelled.NominalFireAt });
        retry.Id.Should().NotBe(id);
        (await tenant.GetRunAsync(retry.Id, Cancelled)).State.Should().Be("succeeded");
        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be("cancelled");
        await platform.ShouldHoldAsync(Cancelled);
    }
}
