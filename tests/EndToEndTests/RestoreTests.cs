using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

/// <summary>
/// The rehearsal of docs/runbooks/dr-3-corruption.md: the ledger is restored as of a moment on a new server, with runs in
/// flight, after the old one went on for a while and somebody deleted something.
/// </summary>
public sealed class RestoreTests(PostgresServer server) : EndToEndTest(server)
{
    private const int Gated = 3;
    private ArchivedServer? _archived;

    /// <summary>Ends the platform, and then the servers it needs for that.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_archived is not null)
            await _archived.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Restore_RunsInFlightAndDeliveriesMadeSince_AuditHoldsAndEveryRunEndsOnceWithNothingDeliveredTwice()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The backup is copied with cp.");
        _archived = await ArchivedServer.StartAsync(Cancelled);
        var platform = await CreatePlatformAsync(Server, [], _archived.Server);
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var gated = await tenant.CreateReportAsync(platform.Source, SourceDatabase.GatedSql, Cancelled);
        var quick = await tenant.CreateReportAsync(platform.Source, "SELECT 1 AS n", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var (webhook, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);
        await _archived.BackUpAsync(Cancelled);

        // After the backup: an audit event, a run that has ended, one that is being delivered, and some that are being rendered.
        var (held, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("held"), Cancelled);
        var done = await tenant.RunAsync(quick, [email, webhook], Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);
        platform.Webhooks.Hold("held");
        var delivering = await tenant.RunAsync(quick, [held], Cancelled);
        List<Guid> runs = [done, delivering];
        DateTimeOffset moment;
        Guid waiting;
        await using (await platform.Source.CloseGateAsync(Cancelled))
        {
            for (var run = 0; run < Gated; run++)
                runs.Add(await tenant.RunAsync(gated, [email, webhook], Cancelled));
            await platform.Source.UntilAtGateAsync(Gated, Soon, Cancelled);
            await Eventually.TrueAsync(() => platform.Webhooks.CallsOf("held").Count == 1, Soon, Cancelled, "a webhook is being handed over");
            // All places of the tenant are taken, so that this one waits at the moment, and is rendered only in what is lost.
            await platform.Ledger.ExecuteAsync("UPDATE tenants SET max_concurrent_runs = $1", Cancelled, Gated + 1);
            waiting = await tenant.RunAsync(quick, [email], Cancelled);
            runs.Add(waiting);
            moment = await platform.Ledger.ScalarAsync<DateTime>("SELECT clock_timestamp()", Cancelled);
        }

        // Lost with the old ledger: the same runs end and are delivered there, and then a report is gone.
        platform.Webhooks.Release("held");
        await platform.UntilQuietAsync(Soon, Cancelled);
        await platform.Ledger.ExecuteAsync("UPDATE reports SET deleted_at = now()", Cancelled);
        await platform.KillAppsAsync();
        await _archived.StopAsync(Cancelled);

        await platform.MoveLedgerAsync(await _archived.RestoreAsync(moment, Cancelled));
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM reports WHERE deleted_at IS NOT NULL", Cancelled)).Should().Be(0);
        var inFlight = await platform.Ledger.ListAsync<Guid>("SELECT id FROM runs WHERE state = 'running'", Cancelled);
        inFlight.Should().BeEquivalentTo(runs.Skip(1).Except([waiting]), "the moment was in the middle of the work");

        await TamperedRowIsFoundAsync(platform, tenant.Id);
        var recovery = await platform.RunSchedulerCommandAsync(Soon, Cancelled, "recover", "requeue");
        recovery.ExitCode.Should().Be(0, recovery.Output);
        recovery.Output.Should().Contain("0 do not fit").And.Contain($"Requested again: {inFlight.Count} runs");

        await platform.Sidecars.RestartWithoutMemoryAsync(Cancelled);
        await Task.WhenAll(platform.StartSchedulerAsync(Cancelled), platform.StartWorkerAsync(Cancelled));
        await platform.UntilQuietAsync(Soon, Cancelled);
        foreach (var run in runs)
            (await platform.Ledger.ScalarAsync<string>("SELECT state FROM runs WHERE id = $1", Cancelled, run)).Should().Be("succeeded");
        foreach (var run in inFlight)
            (await platform.Ledger.ScalarAsync<long>(
                "SELECT count(*) FROM run_events WHERE run_id = $1 AND kind = 'retrying'", Cancelled, run)).Should().Be(1, "it is run again once");
        platform.Webhooks.Calls.Select(call => call.Id).Distinct().Should().HaveCount(runs.Count - 1, "a repeat has the id of the first");
        platform.Mail.Read().Should().HaveCount(runs.Count - 1, "an e-mail that was there is not written twice");
        await platform.ShouldHoldAsync(Cancelled);
    }

    private static async Task TamperedRowIsFoundAsync(Platform platform, Guid tenant)
    {
        var id = await platform.Ledger.ScalarAsync<long>("SELECT min(id) FROM audit_events WHERE tenant_id = $1", Cancelled, tenant);
        await platform.Ledger.ExecuteAsync("UPDATE audit_events SET actor = actor || '!' WHERE id = $1", Cancelled, id);

        var refused = await platform.RunSchedulerCommandAsync(Soon, Cancelled, "recover", "requeue");

        refused.ExitCode.Should().Be(2, refused.Output);
        refused.Output.Should().Contain($"tenant {tenant}, event {id}: changed").And.Contain("1 do not fit");
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE state = 'running'", Cancelled)).Should().BePositive("nothing was changed");
        await platform.Ledger.ExecuteAsync("UPDATE audit_events SET actor = rtrim(actor, '!') WHERE id = $1", Cancelled, id);
    }
}
