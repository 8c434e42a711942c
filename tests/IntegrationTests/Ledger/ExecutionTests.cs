using System.Text.Json;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Domain.Runs;
using ReportScheduler.Domain.Schedules;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Postgres.Reports;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Ledger;

public sealed class ExecutionTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly RenderedFile File = new("r.csv", "csv", "text/csv", "gzip", "p/r.csv", 100, 50, 7, "abc");

    private readonly LedgerDatabase _ledger = new(server);
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _ledger.InitializeAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Run_FromRequestToSuccess_RecordsEveryStepInOrder()
    {
        var id = await _ledger.AddRunAsync();
        var run = (await AdmitAsync(id))!;
        var work = (await BeginRenderAsync(run))!;

        (await _ledger.Execution.RenewLeaseAsync(work.Fence, Lease, 5, _cancellation)).Should().BeTrue();
        (await _ledger.Execution.CompleteRenderAsync(work.Fence, File, Lease, _cancellation)).Should().BeTrue();
        (await _ledger.Execution.FinishAsync(run, _cancellation)).Should().BeNull("deliveries are open");
        var deliveries = await _ledger.Execution.ListOpenDeliveriesAsync(run, _cancellation);
        deliveries.Should().HaveCount(2);
        foreach (var delivery in deliveries)
        {
            var begun = (await BeginDeliveryAsync(run, delivery))!;
            begun.SinceRendered.Should().BePositive();
            (await _ledger.Deliveries.MarkSendingAsync(begun.Fence, _cancellation)).Should().BeTrue();
            (await CompleteAsync(begun, DeliveryState.Delivered)).Should().BeTrue();
        }

        (await _ledger.Execution.FinishAsync(run, _cancellation)).Should().Be(new EndedRun(RunState.Succeeded, MoreWaiting: false));
        (await _ledger.Execution.FinishAsync(run, _cancellation))!.State.Should().Be(RunState.Succeeded, "it is safe to repeat");
        var events = await _ledger.Runs.ListEventsAsync(_ledger.Scope, id, 0, _cancellation);
        events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, events.Count));
        events.Select(e => e.Kind).Should().Equal(
            "requested", "admitted", "rendering", "progress", "rendered", "delivering", "delivered", "delivering", "delivered", "finished");
        (await _ledger.Runs.FindAsync(_ledger.Scope, id, _cancellation)).Should().BeEquivalentTo(new { State = RunState.Succeeded, ReportVersion = 1, Attempt = 1 });
    }

    [Fact]
    public async Task AdmitAsync_TenTimesAtOnce_IsGrantedOnce()
    {
        var id = await _ledger.AddRunAsync();

        var admitted = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => AdmitAsync(id), _cancellation)));

        admitted.Should().ContainSingle(attempt => attempt != null);
    }

    [Fact]
    public async Task CompleteRenderAsync_AnotherTookTheRun_IsRefused()
    {
        var run = (await AdmitAsync(await _ledger.AddRunAsync()))!;
        var zombie = (await BeginRenderAsync(run))!;
        var winner = (await BeginRenderAsync(run))!;

        (await _ledger.Execution.RenewLeaseAsync(zombie.Fence, Lease, null, _cancellation)).Should().BeFalse();
        (await _ledger.Execution.CompleteRenderAsync(zombie.Fence, File, Lease, _cancellation)).Should().BeFalse();
        (await _ledger.Execution.FailAsync(zombie.Fence, new RunError("x", "y"), _cancellation)).Should().BeNull();
        (await _ledger.Execution.CompleteRenderAsync(winner.Fence, File, Lease, _cancellation)).Should().BeTrue();
        (await BeginRenderAsync(run))!.AlreadyRendered.Should().BeTrue();
    }

    [Fact]
    public async Task RequeueAbandonedAsync_LeaseRunOut_TheRunGoesOnAndItsOldAttemptIsRefused()
    {
        var id = await _ledger.AddRunAsync();
        var first = (await _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, id, "w1", TimeSpan.FromSeconds(-1), _cancellation))!;

        (await _ledger.Recovery.RequeueAbandonedAsync(5, 10, _cancellation)).Should().ContainSingle().Which.RunId.Should().Be(id);
        (await _ledger.Recovery.RequeueAbandonedAsync(5, 10, _cancellation)).Should().BeEmpty();
        var second = (await AdmitAsync(id))!;

        second.Attempt.Should().Be(2);
        (await BeginRenderAsync(first)).Should().BeNull();
        (await _ledger.Execution.FinishAsync(first, _cancellation)).Should().BeNull();
        (await BeginRenderAsync(second)).Should().NotBeNull();
    }

    [Fact]
    public async Task FailExhaustedAsync_WorkersLostTooOften_EndsTheRun()
    {
        var id = await _ledger.AddRunAsync();
        var run = (await AdmitAsync(id))!;
        await _ledger.Execution.CompleteRenderAsync((await BeginRenderAsync(run))!.Fence, File, TimeSpan.FromSeconds(-1), _cancellation);
        var delivery = (await _ledger.Execution.ListOpenDeliveriesAsync(run, _cancellation))[0];
        var begun = (await _ledger.Deliveries.BeginAsync(run, delivery, "w", TimeSpan.FromSeconds(-1), _cancellation))!;
        await _ledger.Deliveries.MarkSendingAsync(begun.Fence, _cancellation);

        (await _ledger.Recovery.FailExhaustedAsync(1, 10, _cancellation)).Should().Equal(new RunKey(_ledger.Scope.TenantId, id));

        (await _ledger.Runs.FindAsync(_ledger.Scope, id, _cancellation)).Should().BeEquivalentTo(
            new { State = RunState.Failed, Error = new { Code = "worker_lost" } });
        (await _ledger.ScalarAsync<string>("SELECT string_agg(state, ',' ORDER BY state) FROM deliveries")).Should().Be("cancelled,unknown");
    }

    [Fact]
    public async Task CancelAsync_WhileRendering_RefusesTheResultAndLaterMessages()
    {
        var id = await _ledger.AddRunAsync();
        var run = (await AdmitAsync(id))!;
        var work = (await BeginRenderAsync(run))!;

        (await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation))!.State.Should().Be(RunState.Cancelled);

        (await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation)).Should().BeNull();
        (await _ledger.Execution.CompleteRenderAsync(work.Fence, File, Lease, _cancellation)).Should().BeFalse();
        (await AdmitAsync(id)).Should().BeNull();
        (await _ledger.Execution.FinishAsync(run, _cancellation))!.State.Should().Be(RunState.Cancelled);
    }

    [Fact]
    public async Task EndLostDeliveriesAsync_RunCancelledWhileItsWorkerSent_MakesTheDeliveryUnknown()
    {
        var id = await _ledger.AddRunAsync();
        var run = (await AdmitAsync(id))!;
        await _ledger.Execution.CompleteRenderAsync((await BeginRenderAsync(run))!.Fence, File, Lease, _cancellation);
        foreach (var delivery in await _ledger.Execution.ListOpenDeliveriesAsync(run, _cancellation))
            await _ledger.Deliveries.MarkSendingAsync((await BeginDeliveryAsync(run, delivery))!.Fence, _cancellation);
        (await _ledger.Recovery.EndLostDeliveriesAsync(TimeSpan.Zero, 10, _cancellation)).Should().Be(0, "the run goes on");
        await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation);

        (await _ledger.Recovery.EndLostDeliveriesAsync(TimeSpan.FromHours(1), 10, _cancellation)).Should().Be(0, "they may still be under way");
        (await _ledger.Recovery.EndLostDeliveriesAsync(TimeSpan.Zero, 10, _cancellation)).Should().Be(2);

        (await _ledger.ScalarAsync<string>("SELECT string_agg(state, ',') FROM deliveries")).Should().Be("unknown,unknown");
        var events = await _ledger.Runs.ListEventsAsync(_ledger.Scope, id, 0, _cancellation);
        events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, events.Count));
        events.TakeLast(2).Select(e => e.Kind).Should().Equal("deliveryFailed", "deliveryFailed");
    }

    [Fact]
    public async Task BeginAsync_TakenASecondTime_TellsThatTheFirstHadBegunToSendAndRefusesItsResult()
    {
        var run = (await AdmitAsync(await _ledger.AddRunAsync()))!;
        await _ledger.Execution.CompleteRenderAsync((await BeginRenderAsync(run))!.Fence, File, Lease, _cancellation);
        var id = (await _ledger.Execution.ListOpenDeliveriesAsync(run, _cancellation))[0];
        var first = (await BeginDeliveryAsync(run, id))!;
        await _ledger.Deliveries.MarkSendingAsync(first.Fence, _cancellation);

        var second = (await BeginDeliveryAsync(run, id))!;

        second.WasSending.Should().BeTrue();
        second.MessageId.Should().Be(first.MessageId);
        (await _ledger.Deliveries.MarkSendingAsync(first.Fence, _cancellation)).Should().BeFalse();
        (await CompleteAsync(first, DeliveryState.Delivered)).Should().BeFalse();
        (await CompleteAsync(second, DeliveryState.Unknown)).Should().BeTrue();
        (await BeginDeliveryAsync(run, id)).Should().BeNull();
    }

    [Fact]
    public async Task RetryAsync_EndedRun_RepeatsItWithTheSameNominalFireTime()
    {
        var id = await _ledger.AddRunAsync();
        (await _ledger.Runs.RetryAsync(_ledger.Scope, id, _cancellation)).Should().BeNull("it has not ended");
        await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation);

        var retry = await _ledger.Runs.RetryAsync(_ledger.Scope, id, _cancellation);

        retry.Should().BeEquivalentTo(
            new { Trigger = RunTrigger.Retry, RetryOf = (Guid?)id, NominalFireAt = RunId.NominalFireAt(id), State = RunState.Requested });
        retry!.Id.Should().NotBe(id);
    }

    [Fact]
    public async Task Run_OfAScheduleInAZone_BindsAndRecordsItAndItsRetryDoesTheSame()
    {
        var nominal = new DateTimeOffset(2026, 3, 31, 22, 30, 0, TimeSpan.Zero);
        var schedule = await _ledger.AddScheduleAsync("30 0 1 * *", nominal, "Europe/Berlin");
        await _ledger.Due.ClaimAsync(nominal, 10, TimeSpan.FromHours(1), isSecond: false, _cancellation);
        var id = await _ledger.ScalarAsync<Guid>($"SELECT id FROM runs WHERE schedule_id = '{schedule}'");
        var bound = await BindAsync(id);

        // Whatever becomes of the schedule.
        await _ledger.ScalarAsync<Guid>($$"""UPDATE schedules SET timing = jsonb_set(timing, '{timeZone}', '"Asia/Tokyo"') WHERE id = '{{schedule}}' RETURNING id""");
        var retry = (await _ledger.Runs.RetryAsync(_ledger.Scope, id, _cancellation))!;

        (await BindAsync(retry.Id)).Should().BeEquivalentTo(bound, options => options.Excluding(b => b.Values));
        bound.Values.GetRawText().Should().Be("""{"from":"2026-03-01"}""");
        var found = (await _ledger.Runs.FindAsync(_ledger.Scope, retry.Id, _cancellation))!.BoundParameters!;
        found.Values.GetRawText().Should().Be("""{"from": "2026-03-01"}""");
        found.Should().BeEquivalentTo(new { AsOf = nominal, TimeZone = "Europe/Berlin", ReportVersion = 1 });
    }

    [Fact]
    public async Task Run_ThatWaitsWhileItsScheduleAndItsReportAreChanged_IsMadeAsOfItsFire()
    {
        var nominal = new DateTimeOffset(2026, 3, 31, 22, 30, 0, TimeSpan.Zero);
        var schedule = await _ledger.AddScheduleAsync("30 0 1 * *", nominal, "Europe/Berlin");
        await _ledger.Due.ClaimAsync(nominal, 10, TimeSpan.FromHours(1), isSecond: false, _cancellation);
        var fired = await _ledger.ScalarAsync<Guid>($"SELECT id FROM runs WHERE schedule_id = '{schedule}'");
        var asked = RunId.Create(nominal);
        await _ledger.Runs.RequestAsync(
            _ledger.Scope, new(asked, _ledger.ReportId, schedule, LedgerDatabase.NoParameters, []), once: null, _cancellation);

        await _ledger.ScalarAsync<Guid>($$"""UPDATE schedules SET timing = jsonb_set(timing, '{timeZone}', '"Asia/Tokyo"') WHERE id = '{{schedule}}' RETURNING id""");
        await ChangeReportAsync("SELECT 2");
        var taken = await _ledger.Execution.TakeAsync("w", Lease, 10, TenantTurn.First, _cancellation);

        foreach (var id in new[] { fired, asked })
        {
            var work = (await BeginRenderAsync(taken.Single(run => run.RunId == id)))!;
            (work.TimeZone, work.Sql).Should().Be(("Europe/Berlin", "SELECT 1"));
            (await _ledger.Runs.FindAsync(_ledger.Scope, id, _cancellation)).Should().BeEquivalentTo(new { ReportVersion = 1, ScheduledZone = "Europe/Berlin" });
            await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation);
        }

        var retry = (await _ledger.Runs.RetryAsync(_ledger.Scope, fired, _cancellation))!;
        retry.ReportVersion.Should().Be(2, "a retry tries the report as it was mended");
        (await BeginRenderAsync((await AdmitAsync(retry.Id))!))!.TimeZone.Should().Be("Europe/Berlin");
    }

    [Fact]
    public async Task Run_ThatFailsAfterBinding_TellsWhatItHasBound()
    {
        var id = RunId.Create(TimeProvider.System.GetUtcNow());
        await _ledger.Runs.RequestAsync(
            _ledger.Scope, new(id, _ledger.ReportId, null, LedgerDatabase.NoParameters, [], "America/New_York"), once: null, _cancellation);
        var work = (await BeginRenderAsync((await AdmitAsync(id))!))!;
        work.TimeZone.Should().Be("America/New_York");
        var bound = Bind(work);

        await _ledger.Execution.FailAsync(work.Fence, new RunError("query_failed", "Gone."), bound, _cancellation);

        (await _ledger.Runs.FindAsync(_ledger.Scope, id, _cancellation))!.BoundParameters!.TimeZone.Should().Be("America/New_York");
    }

    private async Task ChangeReportAsync(string sql)
    {
        var reports = new ReportStore(_ledger.Tenants);
        var report = (await reports.FindAsync(_ledger.Scope, _ledger.ReportId, _cancellation))!;
        var changed = await reports.UpdateAsync(
            _ledger.Scope, report.Id, report.Version, new(report.Name, null, report.DataSourceId, sql, [], ReportOutput.Default), TimeProvider.System.GetUtcNow(), _cancellation);
        changed!.Version.Should().Be(2);
    }

    // As a worker does.
    private async Task<BoundValues> BindAsync(Guid id)
    {
        var work = (await BeginRenderAsync((await AdmitAsync(id))!))!;
        var bound = Bind(work);
        (await _ledger.Execution.CompleteRenderAsync(
            work.Fence, [File], bound, retention: null, TimeSpan.FromDays(90), TimeSpan.FromMinutes(1), announce: false, _cancellation)).Should().NotBeNull();
        await _ledger.Runs.CancelAsync(_ledger.Scope, id, _cancellation);
        return bound;
    }

    private static BoundValues Bind(RenderWork work)
    {
        ReportParameter[] definitions = [new("from", ParameterType.Date, null, Required: true, JsonElement.Parse("\"start of previous month\""))];
        var (asOf, zone, errors) = (RunId.NominalFireAt(work.Fence.Run.RunId), TimeZoneData.ZoneOrUtc(work.TimeZone), new List<FieldError>());
        var bound = ParameterValues.Bind(definitions, work.Values, asOf, zone, errors);
        errors.Should().BeEmpty();
        return BoundValues.Of(bound, asOf, zone);
    }

    private Task<RunAttempt?> AdmitAsync(Guid id) => _ledger.Execution.AdmitAsync(_ledger.Scope.TenantId, id, "w", Lease, _cancellation);

    private Task<RenderWork?> BeginRenderAsync(RunAttempt run) => _ledger.Execution.BeginRenderAsync(run, "w", Lease, _cancellation);

    private Task<DeliveryWork?> BeginDeliveryAsync(RunAttempt run, Guid id) => _ledger.Deliveries.BeginAsync(run, id, "w", Lease, _cancellation);

    private Task<bool> CompleteAsync(DeliveryWork work, DeliveryState state) =>
        _ledger.Deliveries.CompleteAsync(work.Fence, state, null, null, Lease, _cancellation);
}
