namespace ReportScheduler.Benchmarks.Measuring;

/// <summary>How late each of a number of things was, in seconds.</summary>
internal sealed class Lags
{
    private readonly double[] _sorted;

    /// <param name="seconds">In any order.</param>
    public Lags(IEnumerable<double> seconds)
    {
        _sorted = [.. seconds.Order()];
        if (_sorted.Length == 0)
            throw new InvalidOperationException("Nothing was measured.");
    }

    public int Count => _sorted.Length;

    public double Max => _sorted[^1];

    /// <summary>All of them by the time the last needed.</summary>
    public double PerSecond => Count / Max;

    /// <summary>The nearest rank.</summary>
    /// <param name="share">Between 0 and 1.</param>
    public double Percentile(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * Count) - 1, 0, Count - 1)];
}
