using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Schedules;

/// <summary>What a person writes of a schedule.</summary>
/// <param name="NextFireAt">
/// The first fire after now. Not taken while the schedule is paused, nor when neither cron nor zone changes: a fire that is
/// due but not yet claimed stays due.
/// </param>
public sealed record ScheduleWrite(
    string Name, Guid ReportId, string Cron, string TimeZone, JsonElement Parameters, IReadOnlyList<Guid> DestinationIds, DateTimeOffset? NextFireAt);

/// <summary>The schedules of a tenant. Each change that may bring a fire forward wakes the Scheduler.</summary>
public sealed class ScheduleStore(TenantDatabase database)
{
    private const string Columns = """
        s.id, s.name, s.report_id, r.name AS report_name, s.cron, s.time_zone, s.parameters, s.destination_ids, s.status,
        s.next_fire_at, s.pause_note, s.created_at, s.created_by, s.updated_at, s.version
        """;

    private const string Select = $"SELECT {Columns} FROM schedules s JOIN reports r ON r.tenant_id = s.tenant_id AND r.id = s.report_id";

    private const string Changed = $"""
        SELECT {Columns}, pg_notify('{SchedulerSignals.Channel}', '{SchedulerSignals.Schedules}')
        FROM s JOIN reports r ON r.tenant_id = s.tenant_id AND r.id = s.report_id
        """;

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

    /// <returns>The schedule; null when the tenant has no such report.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<Schedule?> CreateAsync(TenantScope scope, Guid id, ScheduleWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH s AS (
                    INSERT INTO schedules
                        (tenant_id, id, name, report_id, cron, time_zone, parameters, destination_ids, status, next_fire_at,
                         created_by, created_at, updated_at)
                    SELECT tenant_id, $2, $4, id, $5, $6, $7, $8, 'active', $9, $10, $11, $11
                    FROM reports WHERE tenant_id = $1 AND id = $3 AND deleted_at IS NULL
                    RETURNING *
                )
                {Changed}
                """,
                scope.TenantId, id, write.ReportId, write.Name, write.Cron, write.TimeZone, write.Parameters, write.DestinationIds.ToArray(),
                write.NextFireAt, scope.Actor, now),
            Map,
            cancellationToken);

    /// <returns>The new state; null when there is no such schedule in this version, or no such report.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<Schedule?> UpdateAsync(
        TenantScope scope, Guid id, int version, ScheduleWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH s AS (
                    UPDATE schedules
                    SET name = $5, report_id = $4, cron = $6, time_zone = $7, parameters = $8, destination_ids = $9,
                        next_fire_at = CASE
                            WHEN status = 'paused' THEN NULL
                            WHEN cron = $6 AND time_zone = $7 THEN next_fire_at
                            ELSE $10::timestamptz
                        END,
                        updated_at = $11, version = version + 1
                    WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL
                        AND EXISTS (SELECT FROM reports WHERE tenant_id = $1 AND id = $4 AND deleted_at IS NULL)
                    RETURNING *
                )
                {Changed}
                """,
                scope.TenantId, id, version, write.ReportId, write.Name, write.Cron, write.TimeZone, write.Parameters,
                write.DestinationIds.ToArray(), write.NextFireAt, now),
            Map,
            cancellationToken);

    /// <returns>The schedule; null when there is none.</returns>
    public Task<Schedule?> PauseAsync(TenantScope scope, Guid id, string? note, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH s AS (
                    UPDATE schedules SET status = 'paused', next_fire_at = NULL, pause_note = $3, updated_at = $4, version = version + 1
                    WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL
                    RETURNING *
                )
                {Changed}
                """,
                scope.TenantId, id, note, now),
            Map,
            cancellationToken);

    /// <param name="nextFireAt">The first fire after now: what was missed while paused is not made up.</param>
    /// <returns>The schedule; null when there is none, or when it changed since <paramref name="version"/>.</returns>
    public Task<Schedule?> ResumeAsync(
        TenantScope scope, Guid id, int version, DateTimeOffset? nextFireAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement(
                $"""
                WITH s AS (
                    UPDATE schedules SET status = 'active', next_fire_at = $4, pause_note = NULL, updated_at = $5, version = version + 1
                    WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL
                    RETURNING *
                )
                {Changed}
                """,
                scope.TenantId, id, version, nextFireAt, now),
            Map,
            cancellationToken);

    /// <returns>False when there is no such schedule in this version.</returns>
    public Task<bool> DeleteAsync(TenantScope scope, Guid id, int version, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ChangesAsync(
            scope,
            new Statement(
                """
                UPDATE schedules SET deleted_at = $4, next_fire_at = NULL, version = version + 1
                WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL RETURNING 1
                """,
                scope.TenantId, id, version, now),
            cancellationToken);

    private static Schedule Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Name = row.Get<string>("name"),
        ReportId = row.Get<Guid>("report_id"),
        ReportName = row.Get<string>("report_name"),
        Cron = row.Get<string>("cron"),
        TimeZone = row.Get<string>("time_zone"),
        Parameters = row.GetJson("parameters"),
        DestinationIds = row.Get<Guid[]>("destination_ids"),
        Status = row.GetEnum<ScheduleStatus>("status"),
        NextFireAt = row.GetNullable<DateTimeOffset>("next_fire_at"),
        PauseNote = row.GetText("pause_note"),
        CreatedAt = row.GetTime("created_at"),
        CreatedBy = row.Get<string>("created_by"),
        UpdatedAt = row.GetTime("updated_at"),
        Version = row.Get<int>("version"),
    };
}
