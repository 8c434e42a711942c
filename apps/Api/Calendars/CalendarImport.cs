using System.ComponentModel;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ReportScheduler.Api.Auth;
using ReportScheduler.Api.Errors;
using ReportScheduler.Api.Http;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Calendars;

namespace ReportScheduler.Api.Calendars;

/// <summary>Takes the days of a calendar file into a calendar.</summary>
internal static class CalendarImport
{
    private const string ContentType = "text/calendar";
    private const int DefaultYears = 5;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void MapCalendarImport(this IEndpointRouteBuilder calendars) => calendars.MapPost("/{id:guid}/import", ImportAsync)
        .Accepts<string>(ContentType)
        .RequireRole(Role.Editor)
        .WithName("importCalendar")
        .WithSummary("Adds the days of an .ics file to a calendar")
        .WithDescription(
            "All-day events become holidays, events with times become blackouts; what the calendar has already is not added again. "
            + "The schedules that use it are planned anew from now on.");

    private static async Task<Results<Ok<BusinessCalendar>, ProblemResult>> ImportAsync(
        Guid id,
        [FromQuery, Description("IANA zone whose local times blackouts are written in; events that name a zone are converted to it. UTC when absent.")] string? timeZone,
        [FromQuery, Description("First year to take events from; the present one when absent.")] int? fromYear,
        [FromQuery, Description("How many years, 1 to 20; 5 when absent.")] int? years,
        ClaimsPrincipal user, HttpRequest request, HttpResponse response, CalendarStore calendars, TimeProvider time, CancellationToken cancellationToken)
    {
        var first = fromYear ?? time.GetUtcNow().Year;
        if (first < FireCalendar.FirstYear || first > FireCalendar.LastYear - IcsImport.MaxYears)
            return Problems.InvalidQuery("fromYear", "invalid_year", $"Give a year from {FireCalendar.FirstYear} to {FireCalendar.LastYear - IcsImport.MaxYears}.");
        if (years is < 1 or > IcsImport.MaxYears)
            return Problems.InvalidQuery("years", "invalid_years", $"Give 1 to {IcsImport.MaxYears} years.");
        var scope = user.Scope();
        if (await calendars.FindAsync(scope, id, cancellationToken) is null) return Problems.NotFound();

        var errors = new List<FieldError>();
        var text = await ReadAsync(request, errors, cancellationToken);
        var file = text is null ? null : IcsImport.TryRead(text, timeZone ?? "UTC", first, years ?? DefaultYears, errors);
        if (file is null) return Problems.Invalid(errors);

        // Whoever changes the calendar at the same time is not overwritten: the file is added to what they made of it.
        while (await calendars.FindAsync(scope, id, cancellationToken) is { } current)
        {
            var write = Merge(current, file);
            CalendarLimits.Check(write.Holidays.Count, write.Blackouts.Count, errors);
            if (errors.Count > 0) return Problems.Invalid(errors);
            if (await calendars.UpdateAsync(scope, id, current.Version, write, time.GetUtcNow(), cancellationToken) is { } updated)
                return response.Ok(updated, updated.Version);
        }

        return Problems.NotFound();
    }

    /// <returns>Null when an error was added.</returns>
    private static async Task<string?> ReadAsync(HttpRequest request, List<FieldError> errors, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(request.Body, StrictUtf8);
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            errors.Add(new("ics", "invalid_ics", "Send the file in UTF-8."));
            return null;
        }
    }

    private static CalendarWrite Merge(BusinessCalendar calendar, IcsImport file)
    {
        var dates = calendar.Holidays.Select(holiday => holiday.Date).ToHashSet();
        return new CalendarWrite(
            calendar.Name,
            calendar.Weekend,
            [.. calendar.Holidays.Concat(file.Holidays.Where(holiday => !dates.Contains(holiday.Date))).OrderBy(holiday => holiday.Date)],
            [.. calendar.Blackouts.Union(file.Blackouts).OrderBy(blackout => blackout.From)]);
    }
}
