using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.Api.Schedules;

/// <summary>How fires become runs, as it is written; every member may be left out.</summary>
/// <param name="CatchUp">What becomes of fires that came due while the Scheduler was away; absent for the latest of the last day.</param>
/// <param name="Overlap">What becomes of a fire while an earlier run of the schedule goes on; absent to allow both.</param>
/// <param name="PauseAfterFailures">Pauses the schedule after this many runs in a row that ended failed, 1 to 100.</param>
/// <param name="MaxFires">The schedule ends after this many runs, 1 to 1,000,000; not for one that follows another.</param>
/// <param name="DeadlineMinutes">Minutes after the nominal fire time by which everything must be delivered, 1 to 10,080; otherwise an alert is raised.</param>
/// <param name="AlertDestinationIds">Where alerts go, up to 50; when absent, to its creator if that is an e-mail address.</param>
/// <param name="Gate">What a fire waits for before it runs.</param>
/// <param name="AfterScheduleId">The schedule of which each succeeded run starts a run of this one, which has no entries then.</param>
public sealed record RulesInput(
    CatchUpRule? CatchUp = null,
    OverlapRule? Overlap = null,
    int? PauseAfterFailures = null,
    int? MaxFires = null,
    int? DeadlineMinutes = null,
    IReadOnlyList<Guid>? AlertDestinationIds = null,
    GateInput? Gate = null,
    Guid? AfterScheduleId = null)
{
    internal ScheduleRules ToRules() => new()
    {
        CatchUp = CatchUp,
        Overlap = Overlap,
        PauseAfterFailures = PauseAfterFailures,
        MaxFires = MaxFires,
        DeadlineMinutes = DeadlineMinutes,
        AlertDestinationIds = AlertDestinationIds?.Distinct().ToList(),
        Gate = Gate?.ToRule(),
        AfterScheduleId = AfterScheduleId,
    };
}

/// <summary>What a fire waits for, as it is written: either a query or an event.</summary>
/// <param name="Sql">A query on the report's data source; the gate opens when the first column of its first row is true.</param>
/// <param name="Event">The name of an event that is posted to /v1/events or to the topic data.ready.</param>
/// <param name="TimeoutMinutes">Minutes after the nominal fire time at which waiting ends, 1 to 1,440; 120 when absent.</param>
/// <param name="PollSeconds">With sql: seconds between two queries, 10 to 3,600; 60 when absent.</param>
public sealed record GateInput(string? Sql = null, string? Event = null, int? TimeoutMinutes = null, int? PollSeconds = null)
{
    internal GateRule ToRule() => new()
    {
        Sql = Sql,
        Event = Event,
        TimeoutMinutes = TimeoutMinutes ?? RuleDefaults.GateMinutes,
        PollSeconds = PollSeconds,
    };
}
