using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class TimerTests
{
    [Fact]
    public void Sleep_Fired_GoesOnAtTheTimeOfThatTurn()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1));
            return context.CurrentUtcDateTime;
        });

        var timer = instance.Start().Actions.Single().CreateTimer;
        timer.FireAt.ToDateTime().Should().Be(Epoch.AddHours(1));
        timer.HasName.Should().BeFalse("daprd 1.17 may delete a named timer");
        timer.OriginCase.Should().Be(CreateTimerAction.OriginOneofCase.CreateTimer);

        // Sidecars before 1.18 fire up to a second early: the code must not be asked to check.
        instance.Now = Epoch.AddHours(1).AddMilliseconds(-900);
        instance.Turn(Fired(0)).End().Result.Should().Be(Json(instance.Now));
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Unspecified)]
    public void CreateTimer_PointInTime_IsSentAsUtc(DateTimeKind kind)
    {
        var fireAt = DateTime.SpecifyKind(new DateTime(2026, 5, 1, 8, 0, 0), kind);
        var instance = ReplayedInstance.Of(async context =>
        {
            await context.CreateTimer(fireAt, CancellationToken.None);
            return true;
        });
        instance.Start().Actions.Single().CreateTimer.FireAt.ToDateTime()
            .Should().Be(new DateTime(2026, 5, 1, 8, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public void Cancelled_TimerFiresLater_IsIgnored()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            using var giveUp = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromHours(1), giveUp.Token);
            var work = context.CallActivityAsync<string>("A");
            if (await Task.WhenAny(timer, work) == work)
                giveUp.Cancel();
            var answer = await context.WaitForExternalEventAsync<string>("go");
            return $"{timer.Status} {answer}";
        });

        instance.Start().Said().Should().Equal("timer#0", "activity#1 A");
        instance.Turn(Completed(1, "x")).Actions.Should().BeEmpty();
        instance.Turn(Fired(0)).Actions.Should().BeEmpty();
        instance.Turn(Raised("go", "on")).Said().Should().Equal("Completed#2 \"Canceled on\"");
    }

    [Fact]
    public void CreateTimer_TokenCancelledBefore_AsksForNothing()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            try
            {
                await context.CreateTimer(TimeSpan.FromHours(1), new CancellationToken(canceled: true));
                return "fired";
            }
            catch (TaskCanceledException)
            {
                return "cancelled";
            }
        });
        instance.Start().Said().Should().Equal("Completed#0 \"cancelled\"");
    }
}
