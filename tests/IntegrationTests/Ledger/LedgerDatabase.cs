using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Destinations;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Postgres.Firing;
using ReportScheduler.Postgres.Following;
using ReportScheduler.Postgres.Migrations;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.Postgres.Runs;
using ReportScheduler.Postgres.Schedules;
using ReportScheduler.Postgres.Tenants;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

/// <summary>A migrated database with a tenant, a report and a destination, reached through the apps' own logins.</summary>
public sealed class LedgerDatabase(PostgresServer server) : IAsyncLifetime
{
    public const string Password = "a password of this test run";

    public static readonly JsonElement NoParameters = JsonDocument.Parse("{}").RootElement.Clone();

    public NpgsqlDataSource Owner { get; private set; } = null!;
    public NpgsqlDataSource TenantLogin { get; private set; } = null!;
    public NpgsqlDataSource SchedulerLogin { get; private set; } = null!;
    public TenantDatabase Tenants => new(TenantLogin);
    public TenantScope Scope { get; private set; }
    public Guid ReportId { get; private set; }
    public Guid DestinationId { get; private set; }

    public DueSchedules Due => new(SchedulerLogin);
    public RunOutbox Outbox => new(SchedulerLogin);
    public RunRecovery Recovery => new(SchedulerLogin);
    public RunFollowUp FollowUp => new(SchedulerLogin);
    public RunGates Gates => new(SchedulerLogin);
    public RunDeadlines Deadlines => new(SchedulerLogin);
    public AlertOutbox Alerts => new(SchedulerLogin);
    public RunStore Runs => new(Tenants);
    public RunExecutionStore Execution => new(Tenants);
    public DeliveryExecutionStore Deliveries => new(Tenants);
    public ScheduleStore Schedules => new(Tenants);

    public async ValueTask InitializeAsync()
    {
        var owner = await server.CreateDatabaseAsync();
        await DatabaseMigrator.MigrateAsync(owner, NullLogger.Instance, default);
        await DatabaseLogins.EnsureAsync(
            owner,
            [new("ledger_tests_tenant", Password, DatabaseRole.Tenant), new("ledger_tests_scheduler", Password, DatabaseRole.Scheduler)],
            default);
        Owner = NpgsqlDataSource.Create(owner);
        TenantLogin = Login(owner, "ledger_tests_tenant");
        SchedulerLogin = Login(owner, "ledger_tests_scheduler");

        var tenant = await new TenantStore(Tenants, TenantLogin).EnsureAsync("acme", default);
        Scope = new TenantScope(tenant.Id, "test");
        var now = TimeProvider.System.GetUtcNow();
        var source = await new DataSourceStore(Tenants).CreateAsync(
            Scope, Guid.CreateVersion7(), new("Source", DataSourceKind.Postgresql, "db", 5432, "d", "u", DataSourceSslMode.Prefer, [1]), now, default);
        ReportId = (await new ReportStore(Tenants).CreateAsync(
            Scope, Guid.CreateVersion7(), new("Report", null, source.Id, "SELECT 1", [], ReportOutput.Default), now, default))!.Id;
        DestinationId = (await new DestinationStore(Tenants).CreateAsync(
            Scope, Guid.CreateVersion7(), new("Mail", DestinationKind.Email, new(["a@example.com", "b@example.com"], null, null), null, null), now,
            default)).Id;
    }

    public Task<Guid> AddScheduleAsync(string cron, DateTimeOffset nextFireAt, string zone = "UTC") =>
        AddScheduleAsync(new ScheduleTiming { Entries = [new ScheduleEntry { Cron = cron }], TimeZone = zone }, ScheduleRules.Default, nextFireAt);

    public async Task<Guid> AddScheduleAsync(ScheduleTiming timing, ScheduleRules rules, DateTimeOffset? nextFireAt) =>
        (await Schedules.CreateAsync(
            Scope,
            Guid.CreateVersion7(),
            new($"S {Guid.CreateVersion7()}", ReportId, timing, rules, NoParameters, [DestinationId], nextFireAt),
            TimeProvider.System.GetUtcNow(),
            default))!.Id;

    /// <summary>Adds many alike, which all fire at one time.</summary>
    public async Task AddSchedulesAsync(int count, string cron, DateTimeOffset nextFireAt)
    {
        var timing = new ScheduleTiming { Entries = [new ScheduleEntry { Cron = cron }], TimeZone = "UTC" };
        await using var command = Owner.CreateCommand(
            """
            WITH made AS (
                INSERT INTO schedules (tenant_id, id, name, report_id, timing, rules, parameters, destination_ids, status, created_by, created_at, updated_at)
                SELECT $1, gen_random_uuid(), 'S' || i, $2, '{}', '{}', '{}', '{}', 'active', 'test', now(), now()
                FROM generate_series(1, $3) AS i RETURNING tenant_id, id)
            INSERT INTO timers (tenant_id, schedule_id, next_fire_at, plan) SELECT tenant_id, id, $4, $5 FROM made
            """);
        command.Parameters.Add(new() { Value = Scope.TenantId });
        command.Parameters.Add(new() { Value = ReportId });
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = nextFireAt });
        command.Parameters.Add(new() { Value = new SchedulePlan(timing, ScheduleRules.Default).ToText() });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<Guid> AddRunAsync()
    {
        var id = Domain.Runs.RunId.Create(TimeProvider.System.GetUtcNow());
        await Runs.RequestAsync(Scope, new RunRequest(id, ReportId, null, NoParameters, [DestinationId]), once: null, default);
        return id;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await TenantLogin.DisposeAsync();
        await SchedulerLogin.DisposeAsync();
        await Owner.DisposeAsync();
    }

    private static NpgsqlDataSource Login(string owner, string name) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { Username = name, Password = Password }.ToString());
}
