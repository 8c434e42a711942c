using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

public sealed class WorkerCrashTests(PostgresServer server) : EndToEndTest(server)
{
    [Fact]
    public async Task Kill_WhileRendering_AnotherWorkerFinishesTheRun()
    {
        var platform = await CreatePlatformAsync();
        var (_, _, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        Guid id;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            id = await tenant.RunAsync(report, [email], Cancelled);
            await platform.Source.UntilAtGateAsync(1, Soon, Cancelled);
            await worker.Process.KillAsync();
        }

        await platform.StartWorkerAsync(Cancelled);

        await platform.UntilQuietAsync(Soon, Cancelled);
        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be("succeeded");
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Kill_AfterTheWebhookWasReceived_RepeatHasTheSameIdAndBothDeliveriesAreMadeOnce()
    {
        var platform = await CreatePlatformAsync();
        var (_, _, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var (webhook, secret) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);
        platform.Webhooks.Hold("ready");

        var id = await tenant.RunAsync(report, [email, webhook], Cancelled);
        await Eventually.TrueAsync(
            () => platform.Webhooks.Calls.Count == 1 && platform.Mail.Read().Count == 1, Soon, Cancelled, "both deliveries have had their effect");
        await worker.Process.KillAsync();
        platform.Webhooks.Release("ready");
        await worker.StartAsync(Cancelled);

        await platform.UntilQuietAsync(Soon, Cancelled);
        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be("succeeded");
        platform.Webhooks.Calls.Should().HaveCountGreaterThan(1).And.OnlyContain(call => call.IsSignedWith(secret, TimeProvider.System.GetUtcNow()));
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Fact]
    public async Task Suspend_PastTheLease_ZombieWritesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot suspend a process.");
        var platform = await CreatePlatformAsync();
        var (_, _, zombie, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        Guid id;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            id = await tenant.RunAsync(report, [email], Cancelled);
            await platform.Source.UntilAtGateAsync(1, Soon, Cancelled);
            // As when its machine freezes: the process stands still, and its sidecar is gone for the others.
            zombie.Process.Suspend();
            await platform.Sidecars.RemoveAsync(zombie.Sidecar);
            await platform.StartWorkerAsync(Cancelled);
            // The second worker has taken the run, and its query waits beside the zombie's.
            await platform.Source.UntilAtGateAsync(2, Soon, Cancelled);
        }

        await platform.UntilQuietAsync(Soon, Cancelled);
        var before = await WrittenAsync(platform);

        zombie.Process.Resume();
        await Eventually.TrueAsync(
            async token => await platform.Source.CountReadersAsync(token) == 0, Soon, Cancelled, "the zombie has read its query to the end");
        (await zombie.Process.TerminateAsync(Soon, Cancelled)).Should().Be(0);

        (await WrittenAsync(platform)).Should().Be(before, "a zombie's writes are refused");
        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be("succeeded");
        await platform.ShouldHoldAsync(Cancelled);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    public async Task Kill_WhileFilesAreStored_OfARunThatEndsWithoutAnother_FilesAreRemoved(string ends)
    {
        var platform = await CreatePlatformAsync(
            ("Reconciler__MaxAttempts", ends == "failed" ? "1" : "5"), ("Execution__RenderTimeoutSeconds", "20"), ("Execution__SweepSeconds", "1"));
        var (_, _, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedAtTheEndSql, Cancelled);
        Guid id;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            id = await tenant.RunAsync(report, [], Cancelled);
            await platform.Source.UntilAtGateAsync(1, Soon, Cancelled);
            await Eventually.TrueAsync(() => Stored().Sum(file => new FileInfo(file).Length) > 0, Soon, Cancelled, "a part of the file is stored");
            await worker.Process.KillAsync();
        }

        if (ends == "cancelled") await tenant.CancelRunAsync(id, Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);
        (await tenant.GetRunAsync(id, Cancelled)).State.Should().Be(ends);
        Stored().Should().NotBeEmpty("nobody is there to remove it");

        await platform.StartWorkerAsync(Cancelled);

        await Eventually.TrueAsync(() => !Stored().Any(), Soon, Cancelled, "what the lost worker has stored is removed");
        await Eventually.ResultAsync(
            token => platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM leftovers", token), left => left == 0, Soon, Cancelled, "nothing is left to remove");

        IEnumerable<string> Stored() => Directory.Exists(platform.ArtifactFolder)
            ? Directory.EnumerateFiles(platform.ArtifactFolder, "*", SearchOption.AllDirectories)
            : [];
    }

    /// <summary>All that workers write about runs, in one text.</summary>
    private static Task<string> WrittenAsync(Platform platform) => platform.Ledger.ScalarAsync<string>(
        """
        SELECT concat(
            (SELECT string_agg(r::text, ';' ORDER BY id) FROM runs r),
            (SELECT string_agg(e::text, ';' ORDER BY run_id, sequence) FROM run_events e),
            (SELECT string_agg(a::text, ';' ORDER BY id) FROM artifacts a),
            (SELECT string_agg(d::text, ';' ORDER BY id) FROM deliveries d))
        """,
        Cancelled);
}
