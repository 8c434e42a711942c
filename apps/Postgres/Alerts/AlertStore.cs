using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Alerts;

/// <summary>The alerts of a tenant as people see them.</summary>
public sealed class AlertStore(TenantDatabase database)
{
    /// <param name="scheduleId">Null for the alerts of all schedules.</param>
    public async Task<Page<Alert>> ListAsync(TenantScope scope, Guid? scheduleId, PageRequest page, CancellationToken cancellationToken) =>
        page.ToPage(
            await database.ListAsync(
                scope,
                new Statement(
                    """
                    SELECT a.id, a.kind, a.schedule_id, s.name AS schedule_name, a.run_id, a.message, a.raised_at, a.notified_at
                    FROM alerts a JOIN schedules s ON s.tenant_id = a.tenant_id AND s.id = a.schedule_id
                    WHERE a.tenant_id = $1 AND (a.raised_at, a.id) < ($2, $3) AND ($5::uuid IS NULL OR a.schedule_id = $5)
                    ORDER BY a.raised_at DESC, a.id DESC LIMIT $4
                    """,
                    scope.TenantId, page.BeforeTime, page.BeforeId, page.Limit + 1, scheduleId),
                Map,
                cancellationToken),
            alert => (alert.RaisedAt, alert.Id));

    private static Alert Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Kind = row.GetEnum<AlertKind>("kind"),
        ScheduleId = row.Get<Guid>("schedule_id"),
        ScheduleName = row.Get<string>("schedule_name"),
        RunId = row.GetNullable<Guid>("run_id"),
        Message = row.Get<string>("message"),
        RaisedAt = row.GetTime("raised_at"),
        NotifiedAt = row.GetNullable<DateTimeOffset>("notified_at"),
    };
}
