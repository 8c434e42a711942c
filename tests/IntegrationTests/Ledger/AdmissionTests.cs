using Npgsql;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

/// <summary>Which runs workers get: by the tenants' turns, weights and limits, and by the limits of data sources.</summary>
public sealed class AdmissionTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly RenderedFile File = new("r.csv", "csv", "text/csv", "gzip", "p/r.csv", 100, 50, 7, "abc");

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task TakeAsync_AnotherTenantHasTenThousandWaiting_GivesTheSingleRunNext()
    {
        var large = await AddTenantAsync(runs: 10_000, sourceLimit: 1000);
        var turn = TenantTurn.First.After(await TakeAsync(4));
        var small = await AddTenantAsync(runs: 1);

        var taken = await TakeAsync(2, turn);

        taken.Select(run => run.TenantId).Should().BeEquivalentTo([large, small]);
    }

    [Fact]
    public async Task TakeAsync_OneTenantOnly_FillsTheCall()
    {
        await AddTenantAsync(runs: 100, sourceLimit: 1000);

        (await TakeAsync(64)).Should().HaveCount(64).And.OnlyHaveUniqueItems();
        (await TakeAsync(64)).Should().HaveCount(36);
        (await TakeAsync(64)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task TakeAsync_TenantsOfDifferentWeights_AreServedInProportion(int atOnce)
    {
        var heavy = await AddTenantAsync(runs: 100, sourceLimit: 1000, weight: 3);
        var light = await AddTenantAsync(runs: 100, sourceLimit: 1000);
        var taken = new List<RunAttempt>();
        for (var turn = TenantTurn.First; taken.Count < 40;)
        {
            var batch = await TakeAsync(Math.Min(atOnce, 40 - taken.Count), turn);
            turn = turn.After(batch);
            taken.AddRange(batch);
        }

        taken.Count(run => run.TenantId == heavy).Should().BeInRange(29, 31);
        taken.Count(run => run.TenantId == light).Should().BeInRange(9, 11);
    }

    [Fact]
    public async Task TakeAsync_WithinATenant_GivesTheOldestFirst()
    {
        var tenant = await AddTenantAsync(runs: 3);
        var ids = await ListAsync("SELECT id FROM runs WHERE tenant_id = $1 ORDER BY id", tenant);
        await ExecuteAsync("UPDATE runs SET requested_at = now() - interval '1 hour' WHERE id = $1", ids[2]);

        (await TakeAsync(2)).Select(run => run.RunId).Should().Equal(ids[2], ids[0]);
    }

    [Fact]
    public async Task TakeAsync_EightWorkersAtOnce_StayWithinTheLimitsOfTenantAndSource()
    {
        var limited = await AddTenantAsync(runs: 200, sourceLimit: 1000, tenantLimit: 13);
        var narrow = await AddTenantAsync(runs: 200, sourceLimit: 5);
        var usual = await AddTenantAsync(runs: 200);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var mine = new List<RunAttempt>();
                for (var call = 0; call < 10; call++) mine.AddRange(await TakeAsync(10));
                return mine;
            },
            _cancellation)));

        var all = taken.SelectMany(runs => runs).ToList();
        all.Should().OnlyHaveUniqueItems();
        all.CountBy(run => run.TenantId).Should().BeEquivalentTo(
            new Dictionary<Guid, int> { [limited] = 13, [narrow] = 5, [usual] = 8 });
    }

    [Fact]
    public async Task TakeAsync_SourceAtItsLimit_PassesOverToTheRunsOfAnother()
    {
        var tenant = await AddTenantAsync(runs: 50, sourceLimit: 2);
        var other = await AddSourceAsync(tenant, limit: 1);
        var late = await AddRunsAsync(tenant, other, 3);

        var taken = await TakeAsync(10);

        taken.Should().HaveCount(3).And.ContainSingle(run => late.Contains(run.RunId));
    }

    [Fact]
    public async Task TakeAsync_RunIsRendered_ItsSourceHasRoomAgainAndItsTenantNot()
    {
        var tenant = await AddTenantAsync(runs: 5, sourceLimit: 1, tenantLimit: 2);
        await RenderedAsync((await TakeAsync(5)).Single());
        await RenderedAsync((await TakeAsync(5)).Single());

        (await TakeAsync(5)).Should().BeEmpty("two of the tenant's runs are running");
        await ExecuteAsync("UPDATE tenants SET max_concurrent_runs = NULL WHERE id = $1", tenant);
        (await TakeAsync(5)).Should().ContainSingle();
    }

    [Fact]
    public async Task FinishAsync_RunsWaitForItsRoom_TellsSo()
    {
        await AddTenantAsync(runs: 2, tenantLimit: 1);
        var first = (await TakeAsync(5)).Single();
        var work = (await _ledger.Execution.LoadAsync([first], _cancellation)).Single();

        (await _ledger.Execution.CompleteRenderAsync(work.Fence, [File], Lease, announce: true, _cancellation))
            .Should().BeEquivalentTo(new RenderedRun([], RunState.Succeeded, MoreWaiting: true));
        var second = (await TakeAsync(5)).Single();
        await RenderedAsync(second);
        (await _ledger.Execution.FinishAsync(second, _cancellation)).Should().Be(new EndedRun(RunState.Succeeded, MoreWaiting: false));
    }

    [Fact]
    public async Task CompleteRenderAsync_NothingToDeliver_EndsTheRunWithAllItsEvents()
    {
        var tenant = await AddTenantAsync(runs: 1);
        var run = (await TakeAsync(1)).Single();
        var work = (await _ledger.Execution.LoadAsync([run], _cancellation)).Single();

        (await _ledger.Execution.CompleteRenderAsync(work.Fence, [File], Lease, announce: true, _cancellation))!
            .State.Should().Be(RunState.Succeeded);

        var events = await _ledger.Runs.ListEventsAsync(new(tenant, "test"), run.RunId, 0, _cancellation);
        events.Select(e => (e.Sequence, e.Kind)).Should().Equal((1, "requested"), (2, "admitted"), (3, "rendering"), (4, "rendered"), (5, "finished"));
        (await _ledger.Execution.BeginRenderAsync(run, "w", Lease, _cancellation)).Should().BeNull("it has ended");
    }

    [Fact]
    public async Task TakeAsync_CallerIsCutOff_HoldsNothing()
    {
        await AddTenantAsync(runs: 20, sourceLimit: 1000);
        await using (var paused = await _ledger.TenantLogin.OpenConnectionAsync(_cancellation))
        {
            await using var transaction = await paused.BeginTransactionAsync(_cancellation);
            await using var take = new NpgsqlCommand("SELECT count(*) FROM take_runs('paused', '1 minute', 5, NULL)", paused, transaction);
            (await take.ExecuteScalarAsync(_cancellation)).Should().Be(5L);
            var waiting = TakeAsync(5);
            await Eventually.TrueAsync(
                async _ => await _ledger.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0,
                TimeSpan.FromSeconds(30),
                _cancellation);

            // What happens to a caller that dies: its session ends with it.
            await _ledger.ScalarAsync<bool>($"SELECT pg_terminate_backend({paused.ProcessID})");
            (await waiting).Should().HaveCount(5);
        }

        (await TakeAsync(20)).Should().HaveCount(15, "what the lost caller had taken was never committed");
    }

    [Fact]
    public async Task TakeRuns_ByALogin_RevealsIdsOnlyAndNeedsTheWorkersRole()
    {
        var tenant = await AddTenantAsync(runs: 1);
        await using var command = _ledger.TenantLogin.CreateCommand("SELECT * FROM take_runs('w', '1 minute', 1, NULL)");
        await using (var reader = await command.ExecuteReaderAsync(_cancellation))
        {
            reader.GetColumnSchema().Select(column => column.ColumnName).Should().Equal("tenant_id", "run_id", "attempt");
            (await reader.ReadAsync(_cancellation)).Should().BeTrue();
            reader.GetGuid(0).Should().Be(tenant);
        }

        (await RefusalAsync(_ledger.SchedulerLogin, "SELECT * FROM take_runs('w', '1 minute', 1, NULL)")).Should().Be("42501");
        (await RefusalAsync(_ledger.TenantLogin, "SELECT * FROM take_tenants_runs('{}', '{}', 1, 'w', '1 minute', 8)")).Should().Be("42501");
        (await RefusalAsync(_ledger.TenantLogin, "SELECT * FROM choose_tenant_runs(gen_random_uuid(), 1, 1, 8)")).Should().Be("42501");
        (await RefusalAsync(_ledger.TenantLogin, "SELECT * FROM waiting_tenants(gen_random_uuid(), NULL, 1)")).Should().Be("42501");
        (await RefusalAsync(_ledger.TenantLogin, "SET ROLE report_admission")).Should().Be("42501");
        (await _ledger.ScalarAsync<long>(
            """
            SELECT count(*) FROM information_schema.column_privileges
            WHERE grantee = 'report_admission' AND privilege_type = 'SELECT'
                AND column_name IN ('sql', 'parameters', 'password', 'host', 'name', 'slug', 'error_message', 'data', 'destination_ids')
            """)).Should().Be(0);
        (await _ledger.ScalarAsync<bool>("SELECT rolcanlogin OR rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'report_admission'"))
            .Should().BeFalse();
    }

    private Task<List<RunAttempt>> TakeAsync(int count, TenantTurn? turn = null) =>
        _ledger.Execution.TakeAsync("w", Lease, count, turn ?? TenantTurn.First, _cancellation);

    private Task RenderedAsync(RunAttempt run) => ExecuteAsync(
        """
        WITH rendered AS (UPDATE runs SET rendered_at = now() WHERE id = $1 RETURNING *)
        INSERT INTO artifacts
            (tenant_id, id, run_id, nominal_fire_at, file_name, format, content_type, path, size_bytes, stored_bytes, row_count, sha256, created_at)
        SELECT tenant_id, gen_random_uuid(), id, nominal_fire_at, 'r.csv', 'csv', 'text/csv', 'p', 1, 1, 1, '00', now() FROM rendered
        """,
        run.RunId);

    private async Task<Guid> AddTenantAsync(int runs, int? sourceLimit = null, int? tenantLimit = null, int weight = 1)
    {
        var tenant = Guid.CreateVersion7();
        await ExecuteAsync(
            "INSERT INTO tenants (id, slug, name, weight, max_concurrent_runs) VALUES ($1, $2, 'T', $3, $4::int)",
            tenant, $"t-{tenant:n}", weight, tenantLimit);
        await AddRunsAsync(tenant, await AddSourceAsync(tenant, sourceLimit), runs);
        return tenant;
    }

    private async Task<Guid> AddSourceAsync(Guid tenant, int? limit)
    {
        var source = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            INSERT INTO data_sources
                (tenant_id, id, name, kind, host, port, database, username, password, ssl_mode, created_at, updated_at, max_concurrent_runs)
            VALUES ($1, $2, $2::text, 'postgresql', 'db', 5432, 'd', 'u', '', 'prefer', now(), now(), $3::int)
            """,
            tenant, source, limit);
        return source;
    }

    private async Task<List<Guid>> AddRunsAsync(Guid tenant, Guid source, int count)
    {
        var report = Guid.CreateVersion7();
        await ExecuteAsync(
            """
            WITH report AS (INSERT INTO reports VALUES ($1, $2, $2::text, NULL, 1, 'test', now(), now()))
            INSERT INTO report_versions VALUES ($1, $2, 1, $3, 'SELECT 1', '[]', 'test', now())
            """,
            tenant, report, source);
        var fireAt = RunId.Truncate(TimeProvider.System.GetUtcNow());
        var ids = Enumerable.Range(0, count).Select(_ => RunId.Create(fireAt)).Order().ToList();
        await ExecuteAsync(
            """
            INSERT INTO runs
                (tenant_id, nominal_fire_at, id, report_id, trigger, state, parameters, destination_ids, requested_at, last_event)
            SELECT $1, $2, id, $3, 'manual', 'requested', '{}', '{}', $2, 1 FROM unnest($4::uuid[]) AS id
            """,
            tenant, fireAt, report, ids.ToArray());
        return ids;
    }

    private async Task ExecuteAsync(string sql, params object?[] arguments)
    {
        await using var command = Command(_ledger.Owner, sql, arguments);
        await command.ExecuteNonQueryAsync(_cancellation);
    }

    private async Task<List<Guid>> ListAsync(string sql, params object?[] arguments)
    {
        await using var command = Command(_ledger.Owner, sql, arguments);
        await using var reader = await command.ExecuteReaderAsync(_cancellation);
        var rows = new List<Guid>();
        while (await reader.ReadAsync(_cancellation)) rows.Add(reader.GetGuid(0));
        return rows;
    }

    private async Task<string?> RefusalAsync(NpgsqlDataSource login, string sql)
    {
        try
        {
            await using var command = login.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(_cancellation);
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal.SqlState;
        }
    }

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql, object?[] arguments)
    {
        var command = source.CreateCommand(sql);
        foreach (var argument in arguments) command.Parameters.Add(new() { Value = argument ?? DBNull.Value });
        return command;
    }
}
