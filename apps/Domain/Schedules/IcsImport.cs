using ReportScheduler.Domain.Schedules.Imports;

namespace ReportScheduler.Domain.Schedules;

/// <summary>What a calendar file (RFC 5545, <c>.ics</c>) closes: all-day events are holidays, events with times are blackout windows.</summary>
/// <param name="Holidays">By date, one for each.</param>
/// <param name="Blackouts">By start.</param>
public sealed record IcsImport(IReadOnlyList<Holiday> Holidays, IReadOnlyList<BlackoutWindow> Blackouts)
{
    /// <summary>The longest file, in characters.</summary>
    public const int MaxLength = 1024 * 1024;

    public const int MaxEvents = 5000;

    /// <summary>The most events that repeat.</summary>
    public const int MaxRepeatingEvents = 200;

    public const int MaxHolidays = 5000;
    public const int MaxBlackouts = 1000;

    /// <summary>The most years events are expanded over.</summary>
    public const int MaxYears = 20;

    /// <summary>Reads a file.</summary>
    /// <remarks>
    /// Times with a zone are converted to <paramref name="timeZone"/>; times without are taken as they stand. Cancelled events
    /// are left out. An event that repeats more often than daily is refused.
    /// </remarks>
    /// <param name="text">The file's text.</param>
    /// <param name="timeZone">IANA name of the zone whose local times the blackout windows are in.</param>
    /// <param name="fromYear">The first year events are taken from.</param>
    /// <param name="years">How many years, 1 to <see cref="MaxYears"/>.</param>
    /// <param name="errors">Receives what is wrong, for the fields <c>ics</c> and <c>timeZone</c>.</param>
    /// <returns>What it closes, or null when there are errors.</returns>
    public static IcsImport? TryRead(string text, string timeZone, int fromYear, int years, ICollection<FieldError> errors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromYear, FireCalendar.FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromYear, FireCalendar.LastYear - MaxYears);
        ArgumentOutOfRangeException.ThrowIfLessThan(years, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(years, MaxYears);
        try
        {
            return new IcsReader(timeZone, fromYear, years).Read(text);
        }
        catch (IcsException e)
        {
            errors.Add(e.Error);
            return null;
        }
    }
}
