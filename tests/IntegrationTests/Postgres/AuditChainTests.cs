using Npgsql;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.IntegrationTests.Ledger;
using ReportScheduler.Postgres.Destinations;
using ReportScheduler.Postgres.Recovery;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Postgres;

/// <summary>What an owner of the tables does to audit events is found.</summary>
public sealed class AuditChainTests(PostgresServer server) : IAsyncLifetime
{
    private readonly LedgerDatabase _ledger = new(server);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private AuditTrail Trail => new(_ledger.SchedulerLogin);

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Events_RecordedAtTheSameTime_AreChainedWithoutAGap()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => AddDestinationAsync($"Mail {number}")));

        (await Trail.ListProblemsAsync(Cancelled)).Should().BeEmpty();
        var (tenants, events) = await Trail.CountAsync(Cancelled);
        (tenants, events).Should().Be((1, await _ledger.ScalarAsync<long>("SELECT count(*) FROM audit_events")));
        (await _ledger.ScalarAsync<long>("SELECT max(sequence) FROM audit_chain")).Should().Be(events);
    }

    [Theory]
    [InlineData("UPDATE audit_events SET actor = 'nobody' WHERE id = $1", 0, "changed")]
    [InlineData("UPDATE audit_events SET data = data || '{\"name\": \"Other\"}' WHERE id = $1", 0, "changed")]
    [InlineData("UPDATE audit_events SET at = at - interval '1 microsecond' WHERE id = $1", 0, "changed")]
    [InlineData("DELETE FROM audit_events WHERE id = $1", 0, "removed")]
    [InlineData("WITH event AS (DELETE FROM audit_events WHERE id = $1) DELETE FROM audit_chain WHERE event_id = $1", 1, "linkBeforeRemoved")]
    [InlineData("DELETE FROM audit_chain WHERE event_id = $1 + 1", 1, "added")]
    public async Task Event_TamperedWithByTheOwner_IsNamedAndNoOther(string tampering, int distance, string problem)
    {
        await AddDestinationAsync("First");
        var id = await _ledger.ScalarAsync<long>("SELECT max(id) FROM audit_events");
        await AddDestinationAsync("Second");
        await AddDestinationAsync("Third");
        await using (var tamper = _ledger.Owner.CreateCommand(tampering))
        {
            tamper.Parameters.Add(new() { Value = id });
            (await tamper.ExecuteNonQueryAsync(Cancelled)).Should().Be(1);
        }

        var problems = await Trail.ListProblemsAsync(Cancelled);

        problems.Should().Contain(new AuditProblem(_ledger.Scope.TenantId, id + distance, problem));
        problems.Should().OnlyContain(found => found.EventId >= id && found.EventId <= id + 2);
    }

    [Fact]
    public async Task Problems_ReadByATenant_IsRefused()
    {
        await using var command = _ledger.TenantLogin.CreateCommand("SELECT * FROM audit_problems()");

        var read = () => command.ExecuteNonQueryAsync(Cancelled);

        (await read.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    private Task<Destination> AddDestinationAsync(string name) => new DestinationStore(_ledger.Tenants).CreateAsync(
        _ledger.Scope, Guid.CreateVersion7(), new(name, DestinationKind.Email, new(["a@example.com"], null, null), null, null),
        TimeProvider.System.GetUtcNow(), Cancelled);
}
