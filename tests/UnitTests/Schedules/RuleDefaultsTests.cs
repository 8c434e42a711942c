using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class RuleDefaultsTests
{
    public static TheoryData<ScheduleRules> Rules =>
    [
        new ScheduleRules(),
        new ScheduleRules { CatchUp = new() { Policy = CatchUpPolicy.FireAll }, Overlap = new() { Policy = OverlapPolicy.QueueAll } },
        new ScheduleRules { CatchUp = new() { Policy = CatchUpPolicy.Skip, WindowMinutes = 5 }, Overlap = new() { Policy = OverlapPolicy.Skip } },
        new ScheduleRules { CatchUp = new() { Policy = CatchUpPolicy.FireAll, Max = 3 }, Overlap = new() { Policy = OverlapPolicy.QueueAll, Max = 4 } },
        new ScheduleRules { Gate = new() { Sql = "SELECT true" }, MaxFires = 3, DeadlineMinutes = 4, PauseAfterFailures = 5 },
        new ScheduleRules { Gate = new() { Event = "loaded", TimeoutMinutes = 10 }, AfterScheduleId = new Guid(1, 2, 3, new byte[8]) },
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void WithoutDefaults_OfRulesAsShown_IsWhatIsStored(ScheduleRules rules)
    {
        var stored = rules.WithoutDefaults();

        stored.WithDefaults().WithoutDefaults().Should().Be(stored);
        var errors = new List<FieldError>();
        RuleChecks.Check(stored.WithDefaults(), errors);
        errors.Should().BeEmpty("what is shown can be written");
    }

    [Fact]
    public void WithoutDefaults_OfDefaultsWrittenOut_IsEmpty()
    {
        var written = new ScheduleRules
        {
            CatchUp = new() { Policy = CatchUpPolicy.FireOnce, WindowMinutes = 1440 },
            Overlap = new() { Policy = OverlapPolicy.Allow },
            AlertDestinationIds = [],
        };

        written.WithoutDefaults().Should().Be(ScheduleRules.Default);
    }
}
