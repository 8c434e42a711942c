using System.Text.Json;
using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

/// <summary>What operations read, as the apps export it.</summary>
public sealed class TelemetryTests(PostgresServer server) : EndToEndTest(server)
{
    private const int AllLines = 2000;
    private static readonly string[] StandardFields = ["timestamp", "level", "service", "category", "message"];

    [Fact]
    public async Task Runs_OfASchedule_AreMeasuredEachOnce()
    {
        await using var collector = await TelemetryCollector.StartAsync(Cancelled);
        var platform = await CreatePlatformAsync(collector.Settings);
        var tenant = (await Fleet.StartAsync(platform, Cancelled)).Tenant;
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT id, region FROM sales ORDER BY id", Cancelled);
        var broken = await tenant.CreateReportAsync(platform.Source, "SELECT 1 / 0", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);
        var schedule = await tenant.CreateScheduleAsync(report, "* * * * * *", [email], Cancelled);
        await tenant.RunAsync(broken, [email], Cancelled);
        await Eventually.ResultAsync(
            token => tenant.ListRunsAsync(schedule, token), runs => runs.Count(run => run.State == "succeeded") >= 2, Soon, Cancelled);
        await tenant.PauseScheduleAsync(schedule, Cancelled);
        await platform.UntilQuietAsync(Soon, Cancelled);

        // A fire that the pause has met is in the ledger, too, as skipped.
        var runs = (await tenant.ListRunsAsync(schedule, Cancelled)).Where(run => run.State == "succeeded").ToList();
        var details = await Task.WhenAll(runs.Select(run => tenant.GetRunAsync(run.Id, Cancelled)));
        var expected = new
        {
            Fires = (long)runs.Count,
            Rendered = (long)runs.Count,
            Broken = 1L,
            Delivered = (long)runs.Count,
            Succeeded = (double)runs.Count,
            Failed = 1d,
            Bytes = (double)details.Sum(run => run.Artifacts!.Sum(artifact => artifact.SizeBytes)),
        };
        await Eventually.ResultAsync(
            _ => Task.FromResult(new
            {
                Fires = collector.Find("report-scheduler", "schedule_trigger_lag_seconds", "s").Count,
                Rendered = collector.Find("report-worker", "report_generation_duration", "s", "outcome=succeeded,source_kind=postgresql").Count,
                Broken = collector.Find("report-worker", "report_generation_duration", "s", "outcome=failed,source_kind=postgresql").Count,
                Delivered = collector.Find("report-worker", "delivery_latency", "s", "channel=email").Count,
                Succeeded = collector.Find("report-worker", "runs_finished", "{run}", "state=succeeded").Sum,
                Failed = collector.Find("report-worker", "runs_finished", "{run}", "state=failed").Sum,
                Bytes = collector.Find("report-worker", "artifact_size_bytes", "By", "format=csv").Sum,
            }),
            measured => measured.Equals(expected),
            Soon,
            Cancelled);

        collector.Find("report-scheduler", "runs_waiting", "{run}").Count.Should().Be(1, "the Scheduler counts when it starts");
        var lag = collector.Find("report-scheduler", "schedule_trigger_lag_seconds", "s");
        lag.Bounds.Should().Contain([0.1, 60]);
        lag.Sum.Should().BePositive();
        collector.Find("report-worker", "delivery_latency", "s", "channel=email").Sum.Should().BePositive();
        string.Join('\n', collector.Series.Keys).Should().NotContain($"{tenant.Id}", "labels are few").And.NotContain("bob");
    }

    [Fact]
    public async Task Logs_OfARun_TellServiceTenantRunAndTrace()
    {
        await using var collector = await TelemetryCollector.StartAsync(Cancelled);
        var platform = await CreatePlatformAsync([.. collector.Settings, ("Logging__Console__FormatterName", "fields")]);
        var (api, scheduler, worker, tenant) = await Fleet.StartAsync(platform, Cancelled);
        var report = await tenant.CreateReportAsync(platform.Source, "SELECT id FROM sales", Cancelled);
        var email = await tenant.CreateEmailAsync("bob@example.com", Cancelled);

        var run = await tenant.RunAsync(report, [email], Cancelled);

        var ended = await Eventually.ResultAsync(
            _ => Task.FromResult(LinesOf(worker).FirstOrDefault(line => TextOf(line, "event") == "RunEnded")),
            line => line.ValueKind == JsonValueKind.Object,
            Soon,
            Cancelled);
        new { Service = TextOf(ended, "service"), Tenant = TextOf(ended, "tenantId"), Run = TextOf(ended, "runId"), State = TextOf(ended, "state") }
            .Should().Be(new { Service = "report-worker", Tenant = (string?)$"{tenant.Id}", Run = (string?)$"{run}", State = (string?)"succeeded" });
        TextOf(ended, "traceId").Should().MatchRegex("^[0-9a-f]{32}$");
        DateTimeOffset.Parse(TextOf(ended, "timestamp")!, null).Offset.Should().Be(TimeSpan.Zero);
        foreach (var line in new[] { api, scheduler, worker }.SelectMany(LinesOf))
            line.EnumerateObject().Select(field => field.Name).Should().OnlyHaveUniqueItems().And.Contain(StandardFields);
        platform.Tail(AllLines).Should().NotContain("bob@");
    }

    private static IEnumerable<JsonElement> LinesOf(AppInstance app) => app.Tail(AllLines)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement);

    private static string? TextOf(JsonElement line, string field) => line.TryGetProperty(field, out var value) ? value.GetString() : null;
}
