using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Schedules;

/// <summary>The schedules of a tenant with their timers. Each change that may bring a fire forward wakes the Scheduler.</summary>
public sealed class ScheduleStore(TenantDatabase database)
{
    /// <summary>The most schedules that follow one another.</summary>
    public const int MaxChain = 20;

    private const string Columns = """
        s.id, s.name, s.report_id, r.name AS report_name, s.timing, s.rules, s.parameters, s.destination_ids, s.status, t.next_fire_at,
        t.remaining, s.pause_note, s.paused_by, s.paused_at, s.created_at, s.created_by, s.updated_at, s.version
        """;

    private const string Joins = """
        JOIN timers t ON t.tenant_id = s.tenant_id AND t.schedule_id = s.id
        JOIN reports r ON r.tenant_id = s.tenant_id AND r.id = s.report_id
        """;

    private const string Select = $"SELECT {Columns} FROM schedules s {Joins}";

    // The CTEs s and t hold the new rows: a statement does not see its own writes in the tables.
    private const string Changed = $"""
        SELECT {Columns}, pg_notify('{SchedulerSignals.Channel}', '{SchedulerSignals.Schedules}')
        FROM s JOIN t ON t.schedule_id = s.id JOIN reports r ON r.tenant_id = s.tenant_id AND r.id = s.report_id
        """;

    // The schedule that another follows must tell the ends of its runs.
    private const string GuardUpstream =
        "upstream AS (UPDATE timers SET guarded = true WHERE tenant_id = $1 AND schedule_id = $3 AND NOT guarded)";

    private const string LockTimer = "old AS (SELECT * FROM timers WHERE tenant_id = $1 AND schedule_id = $2 FOR UPDATE)";

    /// <param name="reportId">Null for the schedules of all reports.</param>
    public async Task<Page<Schedule>> ListAsync(TenantScope scope, Guid? reportId, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    $"""
                    {Select}
                    WHERE s.tenant_id = $1 AND s.deleted_at IS NULL AND (s.created_at, s.id) < ($2, $3) AND ($5::uuid IS NULL OR s.report_id = $5)
                    ORDER BY s.created_at DESC, s.id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1, reportId),
                Map,
                cancellationToken),
            schedule => (schedule.CreatedAt, schedule.Id));

    public Task<Schedule?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement($"{Select} WHERE s.tenant_id = $1 AND s.id = $2 AND s.deleted_at IS NULL", scope.TenantId, id),
            Map,
            cancellationToken);

    /// <summary>The different parameters with which schedules run a report, each with the names of some of those schedules.</summary>
    public Task<List<(JsonElement Parameters, string[] Schedules)>> ListParametersAsync(
        TenantScope scope, Guid reportId, CancellationToken cancellationToken) =>
        database.ListAsync(
            scope,
            new Statement(
                """
                SELECT parameters, (array_agg(name ORDER BY name))[1:5] AS names FROM schedules
                WHERE tenant_id = $1 AND report_id = $2 AND deleted_at IS NULL GROUP BY parameters
                """,
                scope.TenantId, reportId),
            row => (row.GetJson("parameters"), row.Get<string[]>("names")),
            cancellationToken);

    /// <summary>A schedule and those it follows, nearest first, at most <see cref="MaxChain"/>; none when there is no such schedule.</summary>
    public Task<List<Guid>> ListUpstreamAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.ListAsync(scope, ScheduleReferences.ListUpstream(scope, id), row => row.Get<Guid>("id"), cancellationToken);

    /// <returns>The schedule; null when something it names is gone, or has changed since it was looked at.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<Schedule?> CreateAsync(TenantScope scope, Guid id, ScheduleWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(
            scope, id, write,
            new Statement(
                $"""
                WITH s AS (
                    INSERT INTO schedules
                        (tenant_id, id, name, report_id, timing, rules, parameters, destination_ids, status, created_by, created_at, updated_at)
                    SELECT tenant_id, $2, $5, id, $6, $7, $8, $9, 'active', $14, $15, $15
                    FROM reports WHERE tenant_id = $1 AND id = $4 AND deleted_at IS NULL
                    RETURNING *
                ), t AS (
                    INSERT INTO timers (tenant_id, schedule_id, next_fire_at, plan, remaining, guarded, after_schedule_id)
                    SELECT tenant_id, id, $10, $11, $12, $13, $3 FROM s
                    RETURNING *
                ), {GuardUpstream}
                {Changed}
                """,
                [.. Arguments(scope, id, write), scope.Actor, now]),
            cancellationToken);

    /// <param name="current">The schedule as it was read; it is changed in this version only.</param>
    /// <returns>The new state; null when there is no such schedule in this version, or as <see cref="CreateAsync"/>.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<Schedule?> UpdateAsync(
        TenantScope scope, Schedule current, ScheduleWrite write, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var keepsTiming = SameTiming(current.Timing, write.Timing) && current.Rules.MaxFires == write.Rules.MaxFires;
        var overdue = keepsTiming ? null : OverdueFire.Of(current, SkipReasons.Edited, now);
        return WriteAsync(
            scope, current.Id, write,
            new Statement(
                $"""
                WITH s AS (
                    UPDATE schedules
                    SET name = $5, report_id = $4, timing = $6, rules = $7, parameters = $8, destination_ids = $9,
                        updated_at = $15, version = version + 1
                    WHERE tenant_id = $1 AND id = $2 AND version = $14 AND deleted_at IS NULL
                        AND EXISTS (SELECT FROM reports WHERE tenant_id = $1 AND id = $4 AND deleted_at IS NULL)
                    RETURNING *
                ), old AS (
                    SELECT timers.* FROM timers JOIN s ON timers.tenant_id = s.tenant_id AND timers.schedule_id = s.id FOR UPDATE OF timers
                ), {OverdueFire.Record(17)}, t AS (
                    UPDATE timers
                    SET next_fire_at = CASE WHEN s.status = 'paused' THEN NULL WHEN $16 THEN timers.next_fire_at ELSE $10::timestamptz END,
                        plan = $11, remaining = CASE WHEN $16 THEN timers.remaining ELSE $12::int END, after_schedule_id = $3,
                        guarded = $13 OR EXISTS (SELECT FROM timers f WHERE f.tenant_id = $1 AND f.after_schedule_id = $2)
                    FROM s JOIN old ON old.schedule_id = s.id
                    WHERE timers.tenant_id = s.tenant_id AND timers.schedule_id = s.id
                    RETURNING timers.*
                ), {GuardUpstream}
                {Changed}
                """,
                [.. Arguments(scope, current.Id, write), current.Version, now, keepsTiming, .. OverdueFire.Arguments(overdue, now)]),
            cancellationToken);
    }

    /// <returns>The schedule; null when there is none in this version.</returns>
    public Task<Schedule?> PauseAsync(TenantScope scope, Schedule current, string? note, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH {LockTimer}, s AS (
                    UPDATE schedules
                    SET status = 'paused', pause_note = $3, paused_by = $4, paused_at = $5, updated_at = $5, version = version + 1
                    WHERE tenant_id = $1 AND id = $2 AND version = $6 AND deleted_at IS NULL
                    RETURNING *
                ), t AS (
                    UPDATE timers SET next_fire_at = NULL FROM s, old
                    WHERE timers.tenant_id = s.tenant_id AND timers.schedule_id = s.id AND old.schedule_id = s.id
                    RETURNING timers.*
                ), {OverdueFire.Record(7)}
                {Changed}
                """,
                [scope.TenantId, current.Id, note, scope.Actor, now, current.Version, .. OverdueFire.Arguments(OverdueFire.Of(current, SkipReasons.Paused, now), now)]),
            Map,
            cancellationToken);

    /// <param name="current">The schedule as it was read; it is changed in this version and with this timing only.</param>
    /// <param name="note">Kept in the audit record.</param>
    /// <param name="nextFireAt">When it is due first after now: what was missed while paused is not made up.</param>
    /// <returns>The schedule; null when there is none, or when it has changed.</returns>
    public Task<Schedule?> ResumeAsync(
        TenantScope scope, Schedule current, string? note, DateTimeOffset? nextFireAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH s AS (
                    UPDATE schedules SET status = 'active', pause_note = NULL, paused_by = NULL, updated_at = $5, version = version + 1
                    WHERE tenant_id = $1 AND id = $2 AND version = $3 AND timing = $6 AND deleted_at IS NULL
                    RETURNING *
                ), t AS (
                    UPDATE timers SET next_fire_at = CASE WHEN remaining <= 0 THEN NULL ELSE $4::timestamptz END FROM s
                    WHERE timers.tenant_id = s.tenant_id AND timers.schedule_id = s.id
                    RETURNING timers.*
                ), audit AS (
                    INSERT INTO audit_events (tenant_id, actor, action, subject_type, subject_id, data)
                    SELECT tenant_id, $7, 'resume', 'schedules', id, jsonb_build_object('note', $8::text) FROM s WHERE $8::text IS NOT NULL
                )
                {Changed}
                """,
                scope.TenantId, current.Id, current.Version, nextFireAt, now,
                Statement.Json(JsonSerializer.Serialize(current.Timing, ScheduleJson.Default.ScheduleTiming)), scope.Actor, note),
            Map,
            cancellationToken);

    /// <summary>Deletes a schedule that no other follows.</summary>
    /// <param name="current">The schedule as it was read; it is deleted in this version only.</param>
    public Task<Deletion> DeleteAsync(TenantScope scope, Schedule current, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.DeleteUnusedAsync(
            scope,
            new Statement(
                // The timer first, as a claim does; and no lock that its runs' foreign keys would wait for.
                $"""
                WITH {LockTimer}
                SELECT 1 FROM schedules s JOIN old ON old.schedule_id = s.id
                WHERE s.tenant_id = $1 AND s.id = $2 AND s.version = $3 AND s.deleted_at IS NULL FOR NO KEY UPDATE OF s
                """,
                scope.TenantId, current.Id, current.Version),
            new Statement(
                $"""
                WITH {LockTimer}, s AS (
                    UPDATE schedules SET deleted_at = $4, version = version + 1
                    WHERE tenant_id = $1 AND id = $2 AND version = $3
                        AND NOT EXISTS (SELECT FROM timers f WHERE f.tenant_id = $1 AND f.after_schedule_id = $2)
                    RETURNING *
                ), t AS (
                    UPDATE timers SET next_fire_at = NULL, after_schedule_id = NULL FROM s, old
                    WHERE timers.tenant_id = s.tenant_id AND timers.schedule_id = s.id AND old.schedule_id = s.id
                ), {OverdueFire.Record(5)}
                SELECT 1 FROM s
                """,
                [scope.TenantId, current.Id, current.Version, now, .. OverdueFire.Arguments(OverdueFire.Of(current, SkipReasons.Edited, now), now)]),
            cancellationToken);

    private Task<Schedule?> WriteAsync(TenantScope scope, Guid id, ScheduleWrite write, Statement statement, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            scope,
            async transaction => await ScheduleReferences.HoldAsync(transaction, scope, id, write, cancellationToken)
                ? (await transaction.ListAsync(statement, Map, cancellationToken)).SingleOrDefault()
                : null,
            cancellationToken);

    // A calendar that was planned again since has another version, which is no change of the timing.
    private static bool SameTiming(ScheduleTiming left, ScheduleTiming right) => Normal(left) == Normal(right);

    private static string Normal(ScheduleTiming timing) =>
        JsonSerializer.Serialize(
            timing with { Calendars = timing.Calendars?.Select(calendar => calendar with { Version = 0 }).ToList() }, ScheduleJson.Default.ScheduleTiming);

    private static object?[] Arguments(TenantScope scope, Guid id, ScheduleWrite write) =>
    [
        scope.TenantId, id, write.Rules.AfterScheduleId, write.ReportId, write.Name, Statement.Json(write.TimingText), Statement.Json(write.RulesText),
        write.Parameters, write.DestinationIds.ToArray(), write.NextFireAt, write.PlanText, write.Rules.MaxFires, write.Rules.IsGuarded,
    ];

    private static Schedule Map(NpgsqlDataReader row)
    {
        var status = row.GetEnum<ScheduleStatus>("status");
        return new Schedule
        {
            Id = row.Get<Guid>("id"),
            Name = row.Get<string>("name"),
            ReportId = row.Get<Guid>("report_id"),
            ReportName = row.Get<string>("report_name"),
            Timing = JsonSerializer.Deserialize(row.Get<string>("timing"), ScheduleJson.Default.ScheduleTiming)!,
            Rules = JsonSerializer.Deserialize(row.Get<string>("rules"), ScheduleJson.Default.ScheduleRules)!,
            Parameters = row.GetJson("parameters"),
            DestinationIds = row.Get<Guid[]>("destination_ids"),
            Status = status,
            NextFireAt = row.GetNullable<DateTimeOffset>("next_fire_at"),
            RemainingFires = row.GetNullable<int>("remaining"),
            PauseNote = row.GetText("pause_note"),
            PausedBy = row.GetText("paused_by"),
            // Kept after the schedule is resumed, because failures before it do not count again.
            PausedAt = status == ScheduleStatus.Paused ? row.GetNullable<DateTimeOffset>("paused_at") : null,
            CreatedAt = row.GetTime("created_at"),
            CreatedBy = row.Get<string>("created_by"),
            UpdatedAt = row.GetTime("updated_at"),
            Version = row.Get<int>("version"),
        };
    }
}
