using System.Text.Json;
using Dapr.Workflow.Runtime;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class SendEventTests
{
    private const string Send = $"activity#0 {EventToSend.ActivityName}";

    [Fact]
    public void SendEvent_ThenEnd_EndsWhenTheEventIsOut()
    {
        var instance = ReplayedInstance.Of(context =>
        {
            context.SendEvent("other", "ping", new { Number = 1 });
            return Task.FromResult("sent");
        });
        var first = instance.Start();
        first.Said().Should().Equal(Send);
        JsonSerializer.Deserialize(first.Actions[0].ScheduleTask.Input, EventToSendJson.Default.EventToSend)
            .Should().Be(new EventToSend("other", "ping", "{\"number\":1}"));
        instance.Turn(Completed(0)).Said().Should().Equal("Completed#1 \"sent\"");
    }

    [Fact]
    public void SendEvent_ThenContinueAsNew_KeepsTheEvent()
    {
        var instance = ReplayedInstance.Of<int, object?>((context, round) =>
        {
            context.SendEvent("other", "ping", round);
            context.ContinueAsNew(round + 1);
            return Task.FromResult<object?>(null);
        });
        instance.Start(1).Said().Should().Equal(Send);
        instance.Replay(instance.History, [TurnStarted(), Completed(0)]).Said().Should().Equal("ContinuedAsNew#1 2");
    }

    [Fact]
    public void SendEvent_Fails_IsRetriedAndThenLogged()
    {
        using var loggers = new RecordingLoggers();
        var instance = ReplayedInstance.Of<object?, int>(
            (context, _) =>
            {
                context.SendEvent("other", "ping", 1);
                return Task.FromResult(5);
            },
            loggers: loggers);
        instance.Start();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            instance.Turn(Failed(2 * attempt)).Said().Should().Equal($"timer#{(2 * attempt) + 1}");
            instance.Turn(Fired((2 * attempt) + 1)).Said().Should().HaveCount(1);
        }

        instance.Turn(Failed(8, "gone")).Said().Should().Equal("Completed#9 5");
        loggers.Lines.Should().ContainSingle().Which.Should().Contain("event ping for instance other").And.Contain("gone");
    }
}
