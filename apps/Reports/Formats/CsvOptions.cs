namespace ReportScheduler.Reports.Formats;

/// <summary>How <see cref="CsvWriter"/> writes.</summary>
public sealed record CsvOptions
{
    /// <summary>
    /// Puts an apostrophe before text that starts with <c>= + - @</c>, a tab or a carriage return, so that no spreadsheet runs
    /// it as a formula (OWASP, CSV injection). Numbers, dates and the like are never changed. On by default.
    /// </summary>
    public bool NeutraliseFormulas { get; init; } = true;
}
