namespace ReportScheduler.Domain.Schedules;

/// <summary>A tenant's calendar: which days are business days, and when nothing may run.</summary>
public sealed record BusinessCalendar
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Days of the week that are closed; Saturday and Sunday when a person gives none.</summary>
    public required IReadOnlyList<Weekday> Weekend { get; init; }

    /// <summary>Closed dates, at most 5000.</summary>
    public required IReadOnlyList<Holiday> Holidays { get; init; }

    /// <summary>Closed spans of local time, at most 1000.</summary>
    public required IReadOnlyList<BlackoutWindow> Blackouts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public string CreatedBy { get; init; } = "";
    public DateTimeOffset UpdatedAt { get; init; }
    public int Version { get; init; }
}

/// <summary>A closed date.</summary>
public sealed record Holiday(DateOnly Date, string Name);

/// <summary>A closed span of local time in the zone of the schedule, <paramref name="To"/> excluded: <c>2026-12-24T18:00:00</c>.</summary>
public sealed record BlackoutWindow(DateTime From, DateTime To, string Name);

/// <summary>A day of the week by its English name.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(CamelCaseEnumConverter<Weekday>))]
public enum Weekday
{
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}
