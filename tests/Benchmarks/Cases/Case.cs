using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Cases;

/// <summary>One thing that is measured.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Title">Its name in the table.</param>
/// <param name="Does">What it does, and what it does not do that others do.</param>
/// <param name="MeasureAsync">Measures it once.</param>
internal sealed record Case(string Key, string Title, string Does, Func<CancellationToken, Task<Outcome>> MeasureAsync);

/// <summary>What a measurement gave.</summary>
/// <param name="Wave">Null for one that lets nothing come due.</param>
/// <param name="StatementsPerSecond">What PostgreSQL was asked while nothing was due.</param>
internal sealed record Outcome(WaveResult? Wave = null, double? StatementsPerSecond = null);
