namespace ReportScheduler.Reports.DataSources;

/// <summary>What a test of a data source found.</summary>
/// <param name="ServerVersion">The server's version, for example <c>16.4</c>; null if no connection was made.</param>
/// <param name="Error">Why no connection was made; null if one was.</param>
/// <param name="Duration">How long it took.</param>
public sealed record SourceTestResult(string? ServerVersion, ReportException? Error, TimeSpan Duration)
{
    /// <summary>True if the source can be used.</summary>
    public bool Ok => Error is null;
}
