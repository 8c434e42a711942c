using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ReportScheduler.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// Traces and metrics, exported by OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set and to Application Insights when
    /// APPLICATIONINSIGHTS_CONNECTION_STRING is; JSON logs on standard output outside Development, unless
    /// Logging:Console:FormatterName says another form. OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG say which traces are
    /// taken, as OpenTelemetry defines them: all unless they are set; <c>parentbased_traceidratio</c> and <c>0.1</c> take a tenth,
    /// each from its beginning to its end, as the ledger keeps the decision with the run.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, string appId)
    {
        // It tells every statement at Information: too much, and SQL is not for logs.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddConsoleFormatter<JsonLogFormatter, JsonLogOptions>(json => json.Service = appId);
        var formatter = builder.Configuration["Logging:Console:FormatterName"];
        if (!builder.Environment.IsDevelopment())
        {
            formatter ??= JsonLogFormatter.FormatterName;
            builder.Logging.ClearProviders();
            // It tells the path of every request, and a download link's path is all that is needed to use it.
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        }

        if (formatter is not null) builder.Logging.AddConsole(console => console.FormatterName = formatter);

        // With another propagator the HTTP instrumentation writes trace headers itself, even into calls that must not carry them.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(appId))
            .WithMetrics(metrics => metrics
                .AddMeter("ReportScheduler.*", "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation());

        var hasCollector = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var connectionString = builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"];
        // Spans that go nowhere cost as much as others: a dozen for each run.
        if (hasCollector || !string.IsNullOrEmpty(connectionString))
        {
            telemetry.WithTracing(tracing => tracing
                // A call to the sidecar is a span of gRPC, and one of HTTP within it that would lack its parent.
                .AddSource("Dapr.Workflow", "ReportScheduler.*", "Npgsql", "Grpc.Net.Client")
                .AddAspNetCoreInstrumentation(http =>
                {
                    http.Filter = context => !context.Request.Path.StartsWithSegments("/health");
                    // Who has the path of a download link has the file.
                    http.EnrichWithHttpRequest = (span, request) =>
                    {
                        if (request.Path.StartsWithSegments("/downloads")) span.SetTag("url.path", "/downloads/{token}");
                    };
                })
                .AddHttpClientInstrumentation());
        }

        if (hasCollector) telemetry.UseOtlpExporter();
        if (string.IsNullOrEmpty(connectionString)) return;
        telemetry.WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(azure => azure.ConnectionString = connectionString));
        telemetry.WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(azure => azure.ConnectionString = connectionString));
    }
}
