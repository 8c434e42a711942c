using System.Diagnostics.Metrics;

namespace ReportScheduler.Scheduler;

/// <summary>What operations read of the Scheduler. Nothing is labelled by tenant: labels must stay few.</summary>
internal sealed class SchedulerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ReportScheduler.Scheduler";

    private readonly Histogram<double> _lag;
    private readonly Gauge<long> _waiting;
    private readonly Counter<long> _finished;

    public SchedulerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _lag = meter.CreateHistogram(
            "schedule_trigger_lag_seconds",
            "s",
            "From when a fire was due to when its run was committed; one value for each fire that was not skipped.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600],
            });
        _waiting = meter.CreateGauge<long>("runs_waiting", "{run}", "Runs that are free to run and that no worker has taken; every Scheduler tells the same.");
        _finished = meter.CreateCounter<long>("runs_finished", "{run}", "Runs that this app has ended, by state.");
    }

    /// <param name="committedAt">When the claim that wrote the fires' runs was committed.</param>
    public void Fired(IReadOnlyList<DateTimeOffset> dueTimes, DateTimeOffset committedAt)
    {
        // Each by itself, as percentiles are to count fires, not claims; a call costs 0.2 microseconds.
        foreach (var due in dueTimes)
            _lag.Record((committedAt - due).TotalSeconds);
    }

    public void Waiting(long runs) => _waiting.Record(runs);

    /// <summary>Runs were given up. How others end is told by the app that ends them.</summary>
    public void Failed(int runs) => _finished.Add(runs, new KeyValuePair<string, object?>("state", "failed"));
}
