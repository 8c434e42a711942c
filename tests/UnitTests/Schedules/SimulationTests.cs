using ReportScheduler.TestKit.Simulation;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class SimulationTests
{
    [Fact]
    public void Run_AYearOfMixedSchedules_BreaksNoInvariant()
    {
        using var output = new StringWriter();

        var result = ScheduleSimulation.Run(120, seed: 3, output, TestContext.Current.CancellationToken);

        result.Violations.Should().BeEmpty();
        result.Schedules.Should().Be(120);
        result.Ran.Should().BePositive();
        result.Missed.Should().BePositive();
        result.Closed.Should().BePositive();
        result.Shifted.Should().BePositive();
        result.Compared.Should().BePositive();
    }
}
