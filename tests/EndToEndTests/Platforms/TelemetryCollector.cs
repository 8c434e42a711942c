using System.Collections.Concurrent;
using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ReportScheduler.EndToEndTests.Platforms.Otlp;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>Which series of which app.</summary>
/// <param name="Labels">For example <c>outcome=succeeded,source_kind=postgresql</c>, by name.</param>
internal sealed record Series(string Service, string Name, string Unit, string Labels);

/// <param name="Count">Values of a histogram; 1 for other kinds.</param>
/// <param name="Sum">The value itself where it is no histogram.</param>
/// <param name="Bounds">Of the buckets; none where it is no histogram.</param>
internal sealed record Measured(long Count, double Sum, IReadOnlyList<double> Bounds);

/// <summary>A collector on loopback that keeps the newest point of each metric the apps export by OTLP; traces are taken and dropped.</summary>
internal sealed class MetricsCollector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Series, Measured> _series = new();
    private readonly WebApplication _server;

    private MetricsCollector(WebApplication server) => _server = server;

    /// <summary>The apps' settings for it.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _server.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
    ];

    /// <summary>All series, those of libraries included.</summary>
    public IReadOnlyDictionary<Series, Measured> Series => _series;

    public static async Task<MetricsCollector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var collector = new MetricsCollector(server);
        server.MapPost("/v1/metrics", collector.ReceiveAsync);
        server.MapPost("/v1/traces", () => Results.Ok());
        await server.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>What a series has measured; nothing when it is not there.</summary>
    public Measured Find(string service, string name, string unit, string labels = "") =>
        _series.GetValueOrDefault(new Series(service, name, unit, labels)) ?? new Measured(0, 0, []);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var request = ExportMetricsServiceRequest.Parser.ParseFrom(body.ToArray());
        foreach (var resource in request.ResourceMetrics)
        {
            var service = resource.Resource.Attributes.Single(attribute => attribute.Key == "service.name").Value.StringValue;
            foreach (var metric in resource.ScopeMetrics.SelectMany(scope => scope.Metrics))
                Keep(service, metric);
        }
    }

    private void Keep(string service, Metric metric)
    {
        foreach (var point in (metric.Sum ?? metric.Gauge)?.DataPoints ?? [])
        {
            var value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
            Keep(service, metric, point.Attributes, new Measured(1, value, []));
        }

        foreach (var point in metric.Histogram?.DataPoints ?? [])
            Keep(service, metric, point.Attributes, new Measured((long)point.Count, point.Sum, point.ExplicitBounds));
    }

    private void Keep(string service, Metric metric, RepeatedField<KeyValue> labels, Measured measured)
    {
        var text = string.Join(',', labels.Select(label => $"{label.Key}={label.Value?.StringValue}").Order());
        _series[new Series(service, metric.Name, metric.Unit, text)] = measured;
    }
}
