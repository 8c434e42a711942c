using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Postgres.DataSources;
using ReportScheduler.Postgres.Destinations;

namespace ReportScheduler.IntegrationTests.Postgres;

/// <summary>The record that the database keeps of changes to configuration.</summary>
public sealed class AuditTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task DataSource_CreatedChangedAndDeleted_IsRecordedWithActorAndChangesButNoSecret()
    {
        var (sources, id, scope) = (new DataSourceStore(tenants.Database.Tenants), Guid.CreateVersion7(), tenants.Ours with { Actor = "anna" });
        var write = new DataSourceWrite("Audited", DataSourceKind.Postgresql, "db", 5432, "d", "u", DataSourceSslMode.Require, "first secret"u8.ToArray());
        await sources.CreateAsync(scope, id, write, Now, Cancelled);
        await sources.UpdateAsync(
            scope with { Actor = "eddy" }, id, 1, write with { Host = "db2", EncryptedPassword = "second secret"u8.ToArray() }, Now, Cancelled);
        await sources.DeleteAsync(scope, id, 2, Now, Cancelled);

        var events = await EventsAsync(id);

        events.Select(e => (e.Actor, e.Action, e.SubjectType)).Should().Equal(
            ("anna", "create", "data_sources"), ("eddy", "update", "data_sources"), ("anna", "delete", "data_sources"));
        events[0].Data.GetProperty("name").GetString().Should().Be("Audited");
        events[1].Data.EnumerateObject().Select(member => member.Name).Should().Equal("host");
        events[2].Data.EnumerateObject().Select(member => member.Name).Should().Equal("deleted_at");
        // bytea is written in hex.
        string.Concat(events.Select(e => e.Data.GetRawText())).Should().NotContainAny("password", Convert.ToHexStringLower("secret"u8));
    }

    [Fact]
    public async Task Webhook_Created_IsRecordedWithoutItsSigningSecret()
    {
        var id = Guid.CreateVersion7();
        await new DestinationStore(tenants.Database.Tenants).CreateAsync(
            tenants.Ours, id, new("Audited", DestinationKind.Webhook, null, new("https://example.com/"), "whsec"u8.ToArray()), Now, Cancelled);

        var created = (await EventsAsync(id)).Single();

        created.Data.GetProperty("settings").GetProperty("url").GetString().Should().Be("https://example.com/");
        created.Data.GetRawText().Should().NotContainAny("secret", Convert.ToHexStringLower("whsec"u8));
    }

    [Fact]
    public async Task Schedule_FiredByTheScheduler_LeavesNoRecordAndPausedByAPersonDoes()
    {
        var id = await tenants.Database.AddScheduleAsync("0 7 * * *", Now.AddHours(1));
        await using (var fire = tenants.Database.SchedulerLogin.CreateCommand("UPDATE timers SET next_fire_at = now() + interval '1 day' WHERE schedule_id = $1"))
        {
            fire.Parameters.Add(new() { Value = id });
            (await fire.ExecuteNonQueryAsync(Cancelled)).Should().Be(1);
        }

        var schedule = await tenants.Database.Schedules.FindAsync(tenants.Ours, id, Cancelled);
        await tenants.Database.Schedules.PauseAsync(tenants.Ours with { Actor = "anna" }, schedule!, "holidays", Now, Cancelled);

        var events = await EventsAsync(id);
        events.Select(e => (e.Actor, e.Action)).Should().Equal(("test", "create"), ("anna", "update"));
        events[1].Data.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo("status", "pause_note", "paused_by", "paused_at");
    }

    private async Task<List<AuditEvent>> EventsAsync(Guid subject)
    {
        var events = new List<AuditEvent>();
        await using var command = tenants.Database.Owner.CreateCommand(
            "SELECT actor, action, subject_type, data::text FROM audit_events WHERE subject_id = $1 ORDER BY id");
        command.Parameters.Add(new NpgsqlParameter { Value = subject });
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled))
            events.Add(new AuditEvent(reader.GetString(0), reader.GetString(1), reader.GetString(2), JsonElement.Parse(reader.GetString(3))));
        return events;
    }

    private sealed record AuditEvent(string Actor, string Action, string SubjectType, JsonElement Data);
}
