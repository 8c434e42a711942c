using System.Text.Json;
using Npgsql;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Postgres.Schedules;

/// <summary>Reading rows of <c>calendars c</c>.</summary>
internal static class CalendarRows
{
    public const string Columns = "c.id, c.name, c.weekend, c.holidays, c.blackouts, c.created_by, c.created_at, c.updated_at, c.version";

    public static BusinessCalendar Map(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        Name = row.Get<string>("name"),
        Weekend = [.. row.Get<string[]>("weekend").Select(EnumText.Parse<Weekday>)],
        Holidays = JsonSerializer.Deserialize(row.Get<string>("holidays"), ScheduleJson.Default.IReadOnlyListHoliday) ?? [],
        Blackouts = JsonSerializer.Deserialize(row.Get<string>("blackouts"), ScheduleJson.Default.IReadOnlyListBlackoutWindow) ?? [],
        CreatedBy = row.Get<string>("created_by"),
        CreatedAt = row.GetTime("created_at"),
        UpdatedAt = row.GetTime("updated_at"),
        Version = row.Get<int>("version"),
    };
}
