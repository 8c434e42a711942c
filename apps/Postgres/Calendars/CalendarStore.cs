using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Schedules;

namespace ReportScheduler.Postgres.Calendars;

/// <summary>What a person writes of a calendar.</summary>
public sealed record CalendarWrite(
    string Name, IReadOnlyList<Weekday> Weekend, IReadOnlyList<Holiday> Holidays, IReadOnlyList<BlackoutWindow> Blackouts);

/// <summary>A calendar in a list, without its days.</summary>
public sealed record CalendarSummary(
    Guid Id, string Name, IReadOnlyList<Weekday> Weekend, int HolidayCount, int BlackoutCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version);

/// <summary>The calendars of a tenant. A change plans the schedules that use the calendar anew, in the same transaction.</summary>
public sealed class CalendarStore(TenantDatabase database)
{
    private const string Select = $"SELECT {CalendarRows.Columns} FROM calendars c";

    public async Task<Page<CalendarSummary>> ListAsync(TenantScope scope, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    """
                    SELECT id, name, weekend, jsonb_array_length(holidays) AS holiday_count, jsonb_array_length(blackouts) AS blackout_count,
                        created_at, updated_at, version
                    FROM calendars
                    WHERE tenant_id = $1 AND deleted_at IS NULL AND (created_at, id) < ($2, $3)
                    ORDER BY created_at DESC, id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1),
                MapSummary,
                cancellationToken),
            calendar => (calendar.CreatedAt, calendar.Id));

    public Task<BusinessCalendar?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        database.SingleAsync(
            scope,
            new Statement($"{Select} WHERE c.tenant_id = $1 AND c.id = $2 AND c.deleted_at IS NULL", scope.TenantId, id),
            CalendarRows.Map,
            cancellationToken);

    /// <summary>Those of the ids that name a calendar of this tenant.</summary>
    public Task<List<BusinessCalendar>> FindAllAsync(TenantScope scope, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        database.ListAsync(scope, FindAll(scope, ids), CalendarRows.Map, cancellationToken);

    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public async Task<BusinessCalendar> CreateAsync(
        TenantScope scope, Guid id, CalendarWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.SingleAsync(
            scope,
            new Statement(
                $"""
                INSERT INTO calendars AS c (tenant_id, id, name, weekend, holidays, blackouts, created_by, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
                RETURNING {CalendarRows.Columns}
                """,
                scope.TenantId, id, write.Name, Weekend(write), Holidays(write), Blackouts(write), scope.Actor, now),
            CalendarRows.Map,
            cancellationToken))!;

    /// <returns>The new state; null when there is no such calendar in this version.</returns>
    /// <exception cref="DuplicateNameException">The name is taken.</exception>
    public Task<BusinessCalendar?> UpdateAsync(
        TenantScope scope, Guid id, int version, CalendarWrite write, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            scope,
            async transaction =>
            {
                var updated = await transaction.ListAsync(
                    new Statement(
                        $"""
                        UPDATE calendars c
                        SET name = $4, weekend = $5, holidays = $6, blackouts = $7, updated_at = $8, version = version + 1
                        WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL
                        RETURNING {CalendarRows.Columns}
                        """,
                        scope.TenantId, id, version, write.Name, Weekend(write), Holidays(write), Blackouts(write), now),
                    CalendarRows.Map,
                    cancellationToken);
                if (updated.Count > 0) await new CalendarReplanning(transaction, scope).ReplanAsync(id, now, cancellationToken);
                return updated.SingleOrDefault();
            },
            cancellationToken);

    /// <summary>Deletes a calendar that no schedule uses.</summary>
    public Task<Deletion> DeleteAsync(TenantScope scope, Guid id, int version, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.DeleteUnusedAsync(
            scope,
            new Statement(
                "SELECT 1 FROM calendars WHERE tenant_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL FOR NO KEY UPDATE",
                scope.TenantId, id, version),
            new Statement(
                $"""
                UPDATE calendars SET deleted_at = $3, version = version + 1
                WHERE tenant_id = $1 AND id = $2 AND NOT EXISTS (SELECT FROM schedules s WHERE {CalendarReplanning.Uses("$2")})
                RETURNING 1
                """,
                scope.TenantId, id, now),
            cancellationToken);

    internal static Statement FindAll(TenantScope scope, IReadOnlyCollection<Guid> ids) => new(
        $"{Select} WHERE c.tenant_id = $1 AND c.id = ANY ($2) AND c.deleted_at IS NULL", scope.TenantId, ids.ToArray());

    private static CalendarSummary MapSummary(NpgsqlDataReader row) => new(
        row.Get<Guid>("id"), row.Get<string>("name"), [.. row.Get<string[]>("weekend").Select(EnumText.Parse<Weekday>)], row.Get<int>("holiday_count"), row.Get<int>("blackout_count"),
        row.GetTime("created_at"), row.GetTime("updated_at"), row.Get<int>("version"));

    private static string[] Weekend(CalendarWrite write) => [.. write.Weekend.Select(day => EnumText.Of(day))];

    private static NpgsqlParameter Holidays(CalendarWrite write) =>
        Statement.Json(JsonSerializer.Serialize(write.Holidays, ScheduleJson.Default.IReadOnlyListHoliday));

    private static NpgsqlParameter Blackouts(CalendarWrite write) =>
        Statement.Json(JsonSerializer.Serialize(write.Blackouts, ScheduleJson.Default.IReadOnlyListBlackoutWindow));
}
