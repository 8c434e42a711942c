using System.Diagnostics.Metrics;
using System.Text.Json;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Postgres.Execution;

namespace ReportScheduler.Worker;

/// <summary>How a rendering came out.</summary>
internal enum RenderOutcome
{
    Succeeded,
    Failed,

    /// <summary>The data source was away and is asked again.</summary>
    Postponed,
}

/// <summary>What operations read of the Worker. Nothing is labelled by tenant: labels must stay few.</summary>
internal sealed class WorkerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ReportScheduler.Worker";

    private readonly Histogram<double> _generation;
    private readonly Histogram<double> _delivery;
    private readonly Histogram<long> _artifactSize;
    private readonly Counter<long> _finished;

    public WorkerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _generation = meter.CreateHistogram(
            "report_generation_duration",
            "s",
            "One rendering, from reading the source to recorded files, by outcome (succeeded, failed, postponed) and kind of the source.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800] });
        _delivery = meter.CreateHistogram(
            "delivery_latency",
            "s",
            "From when the files were recorded to when the recipient had them, waits between attempts included, by channel.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400] });
        _artifactSize = meter.CreateHistogram(
            "artifact_size_bytes",
            "By",
            "Size of each recorded file as it is downloaded, by format.",
            advice: new InstrumentAdvice<long>
            {
                HistogramBucketBoundaries = [1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000],
            });
        _finished = meter.CreateCounter<long>("runs_finished", "{run}", "Runs that this app has ended, by state.");
    }

    /// <param name="sourceKind">Null when the source was deleted.</param>
    public void Rendered(TimeSpan duration, RenderOutcome outcome, DataSourceKind? sourceKind) => _generation.Record(
        duration.TotalSeconds, new("outcome", Name(outcome)), new("source_kind", sourceKind is { } kind ? Name(kind) : "none"));

    public void Recorded(IReadOnlyList<RenderedFile> files)
    {
        foreach (var file in files)
            _artifactSize.Record(file.SizeBytes, new KeyValuePair<string, object?>("format", file.Format));
    }

    public void Delivered(TimeSpan sinceRendered, DestinationKind channel) =>
        _delivery.Record(sinceRendered.TotalSeconds, new KeyValuePair<string, object?>("channel", Name(channel)));

    public void Finished(RunState state) => _finished.Add(1, new KeyValuePair<string, object?>("state", Name(state)));

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
