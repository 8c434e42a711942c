namespace ReportScheduler.Benchmarks.Reports;

/// <summary>A way to make a file of rows.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Title">Its name in the table.</param>
/// <param name="Does">What it does, and what it does not do that others do.</param>
/// <param name="Peer">Key of what it is compared to besides psql; null: nothing.</param>
/// <param name="MakeAsync">Makes the file; null for psql, which is a program of its own.</param>
/// <param name="Share">The share of the rows that it writes.</param>
internal sealed record ReportCase(
    string Key, string Title, string Does, string? Peer, Func<ReportSetup, string, CancellationToken, Task>? MakeAsync, double Share = 1);

/// <summary>What a process that makes a file must know.</summary>
internal sealed record ReportSetup(string ConnectionString, int Rows, string Folder)
{
    public const string Table = "report_rows";

    public string Query => Limited(Rows);

    public static string Limited(int rows) => FormattableString.Invariant($"SELECT * FROM {Table} LIMIT {rows}");
}

/// <summary>What a measurement gave.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="CpuSeconds">CPU time of the process that wrote; null where it cannot be told.</param>
/// <param name="ServerCpuSeconds">CPU time of PostgreSQL; null where it cannot be told.</param>
/// <param name="PeakBytes">The most memory that the process had; null where it cannot be told.</param>
/// <param name="FileBytes">Size of the file.</param>
internal sealed record ReportOutcome(
    int Rows, double Seconds, double? CpuSeconds, double? ServerCpuSeconds, long? PeakBytes, long FileBytes)
{
    public double PerSecond => Rows / Seconds;
}
