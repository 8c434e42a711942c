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

/// <summary>A span that was exported.</summary>
/// <param name="ParentId">Empty for the root of a trace.</param>
/// <param name="IsClient">It is a call to another process.</param>
/// <param name="Links">Ids of the spans it is linked to.</param>
internal sealed record ExportedSpan(
    string Service, string TraceId, string Id, string ParentId, string Name, bool IsClient, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Links);

/// <summary>A collector on loopback that keeps the newest point of each metric the apps export by OTLP, and all spans.</summary>
internal sealed class TelemetryCollector : IAsyncDisposable
{
    private const int ClientKind = 3;

    private readonly ConcurrentDictionary<Series, Measured> _series = new();
    private readonly ConcurrentQueue<ExportedSpan> _spans = new();
    private readonly WebApplication _server;

    private TelemetryCollector(WebApplication server) => _server = server;

    /// <summary>The apps' settings for it.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _server.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "300"),
        ("OTEL_BSP_SCHEDULE_DELAY", "300"),
    ];

    /// <summary>All series, those of libraries included.</summary>
    public IReadOnlyDictionary<Series, Measured> Series => _series;

    /// <summary>All spans so far.</summary>
    public IReadOnlyCollection<ExportedSpan> Spans => _spans;

    public static async Task<TelemetryCollector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var collector = new TelemetryCollector(server);
        server.MapPost("/v1/metrics", collector.ReceiveAsync);
        server.MapPost("/v1/traces", collector.ReceiveSpansAsync);
        await server.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>What a series has measured; nothing when it is not there.</summary>
    public Measured Find(string service, string name, string unit, string labels = "") =>
        _series.GetValueOrDefault(new Series(service, name, unit, labels)) ?? new Measured(0, 0, []);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    private static string ServiceOf(Resource resource) =>
        resource.Attributes.Single(attribute => attribute.Key == "service.name").Value.StringValue;

    private static string Hex(Google.Protobuf.ByteString id) => Convert.ToHexStringLower(id.Span);

    private async Task ReceiveSpansAsync(HttpContext http)
    {
        foreach (var resource in ExportTraceServiceRequest.Parser.ParseFrom(await ReadAsync(http)).ResourceSpans)
        {
            foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
            {
                _spans.Enqueue(new ExportedSpan(
                    ServiceOf(resource.Resource), Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.Name, span.Kind == ClientKind,
                    span.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue),
                    [.. span.Links.Select(link => Hex(link.SpanId))]));
            }
        }
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        var request = ExportMetricsServiceRequest.Parser.ParseFrom(await ReadAsync(http));
        foreach (var resource in request.ResourceMetrics)
        {
            var service = ServiceOf(resource.Resource);
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
