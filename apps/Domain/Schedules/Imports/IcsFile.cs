using Ical.Net;
using Ical.Net.CalendarComponents;

namespace ReportScheduler.Domain.Schedules.Imports;

/// <summary>The events of a calendar file, within limits.</summary>
internal static class IcsFile
{
    // A calendar, an event, an alarm in it, and one more.
    private const int MaxDepth = 4;

    /// <exception cref="IcsException">The text is no calendar, or too much of one.</exception>
    public static List<CalendarEvent> Events(string text)
    {
        if (text.Length > IcsImport.MaxLength) throw new IcsException($"Send a file of at most {IcsImport.MaxLength / 1024} KiB.");
        CheckNesting(text);
        List<CalendarEvent> events;
        try
        {
            events = [.. CalendarCollection.Load(text).SelectMany(calendar => calendar.Events)];
        }
        // The library answers hostile text with many kinds of exceptions; none of them leaves anything behind.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new IcsException("This is not a calendar file; export it as .ics (RFC 5545) again.");
        }

        if (events.Count == 0) throw new IcsException("The file has no events; send one that starts with BEGIN:VCALENDAR and has VEVENTs.");
        if (events.Count(item => item.RecurrenceRule is not null) > IcsImport.MaxRepeatingEvents)
            throw new IcsException($"The file has more than {IcsImport.MaxRepeatingEvents} events that repeat; import fewer.");
        return events;
    }

    // Before the library sees it, because it would follow any depth on the stack. Folded lines are put together as it does.
    private static void CheckNesting(string text)
    {
        var unfolded = text.Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n ", "", StringComparison.Ordinal)
            .Replace("\n\t", "", StringComparison.Ordinal);
        var (depth, components) = (0, 0);
        foreach (var line in unfolded.AsSpan().EnumerateLines())
        {
            var trimmed = line.TrimStart();
            if (trimmed.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase)) (depth, components) = (depth + 1, components + 1);
            else if (trimmed.StartsWith("END", StringComparison.OrdinalIgnoreCase)) depth--;
            if (depth > MaxDepth) throw new IcsException("The components of the file are nested too deeply; export it again.");
            if (components > IcsImport.MaxEvents) throw new IcsException($"The file has more than {IcsImport.MaxEvents} components; import fewer events.");
        }
    }
}
