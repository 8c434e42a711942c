using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

/// <summary>A run is one trace, from whoever asked for it to its deliveries, as the apps export it.</summary>
public sealed class TraceTests(PostgresServer server) : EndToEndTest(server)
{
    // Between apps, daprd puts spans of its own, which it exports elsewhere.
    private static readonly bool IsDaprd = Environment.GetEnvironmentVariable("DAPRD_PATH") is { Length: > 0 };

    // A message that is sent again, or a run that is taken again, because the machine is slow adds spans of its own.
    private static readonly (string Name, string Value)[] Patient = [("Reconciler__WaitingSeconds", "60"), ("Execution__LeaseSeconds", "60")];

    [Fact]
    public async Task Run_OfASchedule_IsOneTraceFromTheFireToTheDelivery()
    {
        await using var collector = await TelemetryCollector.StartAsync(Cancelled);
        var platform = await CreatePlatformAsync([.. collector.Settings, .. Patient]);
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT id FROM sales", Cancelled);
        var (webhook, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);

        await platform.Ledger.AddSchedulesAsync(tenant.Id, report, 1, TimeProvider.System.GetUtcNow(), [webhook], Cancelled);
        await Eventually.TrueAsync(() => platform.Webhooks.Calls.Count == 1, Soon, Cancelled, "the run is delivered");
        await platform.UntilQuietAsync(Soon, Cancelled);

        var run = await platform.Ledger.ScalarAsync<Guid>("SELECT id FROM runs", Cancelled);
        var trace = await TraceOfAsync(collector, run);
        trace.Should().ContainSingle(span => span.ParentId == "").Which.Name.Should().Be("FireSchedules");
        ShouldLeadToTheDelivery(trace);
    }

    [Fact]
    public async Task Runs_AskedForByRequests_AreEachInTheTraceOfItsRequest()
    {
        await using var collector = await TelemetryCollector.StartAsync(Cancelled);
        var platform = await CreatePlatformAsync([.. collector.Settings, .. Patient]);
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT id FROM sales", Cancelled);
        var (webhook, _) = await tenant.CreateWebhookAsync(platform.Webhooks.Url("ready"), Cancelled);

        // Messages of some lead workers to others.
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => tenant.RunAsync(report, [webhook], Cancelled)));
        await platform.UntilQuietAsync(Soon, Cancelled);

        var traces = await Task.WhenAll(runs.Select(run => TraceOfAsync(collector, run)));
        traces.Select(trace => trace[0].TraceId).Should().OnlyHaveUniqueItems();
        foreach (var trace in traces)
        {
            var root = trace.Should().ContainSingle(span => span.ParentId == "").Subject;
            (root.Service, root.Attributes.GetValueOrDefault("http.route")?.TrimEnd('/')).Should().Be(("report-api", "/v1/runs"));
            ShouldLeadToTheDelivery(trace, isAlone: false);
        }
    }

    [Fact]
    public async Task Traces_SampledOff_AreNotExportedAndMetricsAre()
    {
        await using var collector = await TelemetryCollector.StartAsync(Cancelled);
        var platform = await CreatePlatformAsync([.. collector.Settings, ("OTEL_TRACES_SAMPLER", "always_off")]);
        var (_, _, _, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT id FROM sales", Cancelled);

        await tenant.RunAsync(report, [], Cancelled);
        await Eventually.TrueAsync(
            () => collector.Find("report-worker", "runs_finished", "{run}", "state=succeeded").Sum > 0, Soon, Cancelled, "the run is counted");

        collector.Spans.Should().BeEmpty();
        (await platform.Ledger.ScalarAsync<long>("SELECT count(*) FROM runs WHERE trace_parent IS NULL", Cancelled)).Should().Be(1);
    }

    /// <param name="isAlone">The message of the run is one that nothing else waits for.</param>
    private static void ShouldLeadToTheDelivery(IReadOnlyList<ExportedSpan> trace, bool isAlone = true)
    {
        var spans = trace.ToDictionary(span => span.Id);
        if (!IsDaprd)
            trace.Where(span => span.ParentId != "").Should().OnlyContain(span => spans.ContainsKey(span.ParentId), "each has its parent in the trace");

        var start = trace.Should().ContainSingle(span => span.Name == "StartRun").Subject;
        start.Service.Should().Be("report-worker");
        if (isAlone)
        {
            trace.Should().Contain(span => span.Service == "report-scheduler" && span.Name == "PublishRuns");
            start.Links.Should().ContainSingle().Which.Should().Be(
                trace.Single(span => span.Attributes.GetValueOrDefault("http.route") == "/events/runs-requested").Id, "the message made room for it");
        }

        foreach (var activity in new[] { "Render", "Deliver", "Finish" })
            trace.Should().Contain(span => span.Name == $"WorkflowActivity {activity}" && span.Service == "report-worker");
        var deliver = trace.Single(span => span.Name == "WorkflowActivity Deliver");
        trace.Should().Contain(span => span.IsClient && span.ParentId == deliver.Id && span.Name == "POST", "the webhook is called in it");
    }

    private static async Task<IReadOnlyList<ExportedSpan>> TraceOfAsync(TelemetryCollector collector, Guid run) => (await Eventually.ResultAsync(
        _ =>
        {
            var id = collector.Spans.FirstOrDefault(span => span.Attributes.GetValueOrDefault("report_scheduler.run_id") == $"{run}")?.TraceId;
            return Task.FromResult(new Trace([.. collector.Spans.Where(span => span.TraceId == id)]));
        },
        trace => trace.IsComplete,
        Soon,
        Cancelled,
        "the trace of the run is complete")).Spans;

    private sealed record Trace(IReadOnlyList<ExportedSpan> Spans)
    {
        public bool IsComplete =>
            Spans.Any(span => span.ParentId == "") && Spans.Any(span => span.Name == "WorkflowActivity Finish") && (IsDaprd || Spans.All(HasParent));

        public override string ToString() => string.Join(
            '\n', Spans.Select(span => $"{span.Service} {span.Name} {span.Id} {(HasParent(span) ? "in" : "LACKS")} {span.ParentId}").Prepend(""));

        private bool HasParent(ExportedSpan span) => span.ParentId == "" || Spans.Any(other => other.Id == span.ParentId);
    }
}
