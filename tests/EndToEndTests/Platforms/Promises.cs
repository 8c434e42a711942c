using ReportScheduler.TestKit;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>What must hold after every fault, read from the ledger, the receivers and the file system.</summary>
internal static class Promises
{
    private const string OpenWork = """
        SELECT (SELECT count(*) FROM runs WHERE state IN ('waiting', 'requested', 'running'))
             + (SELECT count(*) FROM outbox)
             + (SELECT count(*) FROM settlements)
             + (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending'))
        """;

    /// <summary>Waits until no run and no delivery is open.</summary>
    /// <exception cref="TimeoutException">Some still are; the message tells which.</exception>
    public static async Task UntilQuietAsync(this Platform platform, TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.ResultAsync(
                token => platform.Ledger.ScalarAsync<long>(OpenWork, token), open => open == 0, deadline, cancellationToken, "no open work");
        }
        catch (TimeoutException e)
        {
            var open = await platform.Ledger.ListAsync<string>(
                """
                SELECT format('run %s %s attempt %s published %s lease %s', id, state, attempt, published_at, lease_until) FROM runs
                WHERE state IN ('waiting', 'requested', 'running')
                UNION ALL
                SELECT format('outbox entry of %s', requested_at) FROM outbox
                UNION ALL
                SELECT format('delivery %s %s attempts %s', id, state, attempts) FROM deliveries WHERE state IN ('pending', 'sending')
                LIMIT 20
                """,
                cancellationToken);
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', open)}", e);
        }
    }

    /// <summary>Checks that every run ended once, every delivery was made once, and nothing is left behind.</summary>
    public static async Task ShouldHoldAsync(this Platform platform, CancellationToken cancellationToken)
    {
        await platform.UntilQuietAsync(TimeSpan.FromSeconds(60), cancellationToken);
        await platform.EveryRunEndedOnceAsync(cancellationToken);
        await platform.EveryDeliveryWasMadeOnceAsync(cancellationToken);
        await platform.NothingIsLeftBehindAsync(cancellationToken);
    }

    private static async Task EveryRunEndedOnceAsync(this Platform platform, CancellationToken cancellationToken)
    {
        (await platform.Ledger.ListAsync<Guid>(
            """
            SELECT id FROM runs r WHERE state <> 'skipped' AND 1 <>
                (SELECT count(*) FROM run_events e WHERE e.run_id = r.id AND e.kind IN ('finished', 'cancelled'))
            """,
            cancellationToken)).Should().BeEmpty("every run reaches exactly one terminal state");
        (await platform.Ledger.ListAsync<Guid>(
            """
            SELECT id FROM runs r WHERE state IN ('succeeded', 'deliveryFailed') AND 1 <>
                (SELECT count(*) FROM artifacts a WHERE a.run_id = r.id AND a.position = 0)
            """,
            cancellationToken)).Should().BeEmpty("every rendered run has its artifacts once");
        (await platform.Ledger.ListAsync<Guid>(
            """
            SELECT r.id FROM runs r CROSS JOIN unnest(r.destination_ids) AS d (id) WHERE r.state IN ('succeeded', 'deliveryFailed')
                AND NOT EXISTS (SELECT FROM deliveries v WHERE v.run_id = r.id AND v.destination_id = d.id)
            """,
            cancellationToken)).Should().BeEmpty("every destination of a rendered run has a delivery");
    }

    private static async Task EveryDeliveryWasMadeOnceAsync(this Platform platform, CancellationToken cancellationToken)
    {
        var emails = await DeliveredAsync(platform, "email", cancellationToken);
        platform.Mail.Read().Select(message => message.MessageId!.Split('@')[0]).Should().BeEquivalentTo(
            emails, "each e-mail that was delivered, and no other, lies in the pickup folder once");

        // A receiver drops a repeat of a webhook-id, so that is one delivery.
        var webhooks = await DeliveredAsync(platform, "webhook", cancellationToken);
        platform.Webhooks.Calls.Select(call => call.Id).Distinct().Should().BeEquivalentTo(
            webhooks, "each webhook that was delivered, and no other, was called");
    }

    private static async Task NothingIsLeftBehindAsync(this Platform platform, CancellationToken cancellationToken)
    {
        var recorded = await platform.Ledger.ListAsync<string>("SELECT path FROM artifacts", cancellationToken);
        var clearing = await platform.Ledger.ListAsync<Guid>("SELECT run_id FROM leftovers", cancellationToken);
        FilesUnder(platform.ArtifactFolder).Where(file => recorded.Contains(file) || !clearing.Exists(run => file.Contains($"{run}", StringComparison.Ordinal)))
            .Should().BeEquivalentTo(recorded, "each stored file is a run's artifact, or will be removed");
        platform.Mail.Leftovers().Should().BeEmpty("an interrupted hand-over leaves no file");
        platform.TemporaryFolders.SelectMany(FilesUnder).Should().BeEmpty("no temporary file is left");
    }

    private static Task<List<string>> DeliveredAsync(Platform platform, string channel, CancellationToken cancellationToken) =>
        platform.Ledger.ListAsync<string>(
            "SELECT message_id FROM deliveries WHERE channel = $1 AND state = 'delivered'", cancellationToken, channel);

    private static IEnumerable<string> FilesUnder(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file))
            : [];
}
