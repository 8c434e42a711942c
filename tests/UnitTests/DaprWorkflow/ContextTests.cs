using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class ContextTests
{
    [Fact]
    public void CustomStatus_Set_IsSentWithEveryResponse()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            context.SetCustomStatus(new { Step = 1 });
            await context.CallActivityAsync("A");
            await context.WaitForExternalEventAsync<int>("x");
            context.SetCustomStatus(null);
            return 0;
        });
        instance.Start().CustomStatus.Should().Be("{\"step\":1}");
        instance.Turn(Completed(0)).CustomStatus.Should().Be("{\"step\":1}");
        instance.Turn(Raised("other")).CustomStatus.Should().Be("{\"step\":1}");
        instance.Turn(Raised("x", 1)).CustomStatus.Should().BeNull();
    }

    [Fact]
    public void CustomStatus_ChangedObject_IsSentAsItWasWhenSet()
    {
        var status = new List<int> { 1 };
        var instance = ReplayedInstance.Of(context =>
        {
            context.SetCustomStatus(status);
            status.Add(2);
            return context.WaitForExternalEventAsync<int>("x");
        });
        instance.Start().CustomStatus.Should().Be("[1]");
    }

    [Fact]
    public void CurrentUtcDateTime_EachTurn_IsTheTimeOfThatTurnAlsoOnReplay()
    {
        var seen = new List<DateTime>();
        var instance = ReplayedInstance.Of(async context =>
        {
            seen.Add(context.CurrentUtcDateTime);
            await context.CallActivityAsync("A");
            seen.Add(context.CurrentUtcDateTime);
            return await context.CallActivityAsync<int>("B");
        });
        instance.Start();
        instance.Now = Epoch.AddMinutes(1);
        instance.Turn(Completed(0));
        instance.Now = Epoch.AddMinutes(2);
        seen.Clear();
        instance.Turn(Completed(1));
        seen.Should().Equal(Epoch, Epoch.AddMinutes(1));
        seen[0].Kind.Should().Be(DateTimeKind.Utc);
    }

    [Fact]
    public void Logger_DuringReplay_IsSilent()
    {
        using var loggers = new RecordingLoggers();
        var instance = ReplayedInstance.Of<object?, int>(
            async (context, _) =>
            {
                var logger = context.CreateReplaySafeLogger<ContextTests>();
                logger.LogStep("one");
                await context.CallActivityAsync("A");
                logger.LogStep("two");
                return await context.CallActivityAsync<int>("B");
            },
            loggers: loggers);
        instance.Start();
        instance.Turn(Completed(0));
        instance.Turn(Completed(1));
        loggers.Lines.Should().Equal(
            "ReportScheduler.UnitTests.DaprWorkflow.ContextTests: Step one", "ReportScheduler.UnitTests.DaprWorkflow.ContextTests: Step two");
    }

    [Fact]
    public void IsPatched_FreshInstance_IsOnAndReported()
    {
        var instance = Patched("p1", "p2");
        instance.Start().Version.Patches.Should().Equal("p1", "p2");
    }

    [Fact]
    public void IsPatched_InstanceFromBefore_StaysOff()
    {
        var instance = Patched("p1");
        var response = instance.Replay([TurnStarted(), Started("Flow"), Scheduled(0, "off")], [TurnStarted(), Completed(0, 1)]);
        response.Said().Should().Equal("Completed#1 1");
        response.Version.Should().BeNull();
    }

    [Fact]
    public void IsPatched_PatchInTheHistory_StaysOnWithAll()
    {
        var instance = Patched("p1");
        var response = instance.Replay(
            [TurnStarted(), Started("Flow"), Scheduled(0, "on")], [TurnStarted(null, "p1"), Completed(0, 1)]);
        response.Said().Should().Equal("Completed#1 1");
        response.Version.Patches.Should().Equal("p1");
    }

    private static ReplayedInstance Patched(params string[] patches) => ReplayedInstance.Of(context =>
    {
        var on = patches.All(context.IsPatched);
        return context.CallActivityAsync<int>(on ? "on" : "off");
    });
}
