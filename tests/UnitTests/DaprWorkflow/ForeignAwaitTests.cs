using Dapr.Workflow;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class ForeignAwaitTests
{
    private const string Sentence = "The workflow 'Flow' awaits something that is not a task of its WorkflowContext";

    [Fact]
    public void Await_ForeignTask_Fails()
    {
        var never = new TaskCompletionSource<int>();
        var details = ReplayedInstance.Of(_ => never.Task).Start().End().FailureDetails;
        details.ErrorType.Should().Be("WorkflowAwaitsForeignTask");
        details.ErrorMessage.Should().StartWith(Sentence);
    }

    [Fact]
    public void Await_ForeignTaskWithOnlyAGivenUpTimerLeft_Fails()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            await context.WaitForExternalEventAsync<int>("x", TimeSpan.FromDays(1));
            return await new TaskCompletionSource<int>().Task;
        });
        instance.Start();
        instance.Turn(Raised("x", 1)).Said().Should().Equal("Failed#1 WorkflowAwaitsForeignTask");
    }

    [Fact]
    public void Await_ForeignTaskThatEndsDuringTheTurn_Fails()
    {
        // The code runs Task.Run and does not leave its thread before that has ended, so the continuation arrives within the turn.
        var instance = ReplayedInstance.Of(async context =>
        {
            using var queued = new ManualResetEventSlim();
            using var ended = new ManualResetEventSlim();
            var foreign = Task.Run(() => queued.Wait());
            var continued = Continue(foreign);
            _ = foreign.ContinueWith(_ => ended.Set(), TaskScheduler.Default);
            queued.Set();
            ended.Wait();
            await context.CallActivityAsync("A");
            await continued;
            return 0;
        });
        instance.Start().Said().Should().Equal("Failed#1 WorkflowAwaitsForeignTask");
        instance.LateStrays.Should().BeEmpty("it came in time");

        static async Task Continue(Task foreign) => await foreign;
    }

    [Fact]
    public async Task Await_ForeignTaskThatEndsAfterTheTurn_IsReported()
    {
        var foreign = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var instance = ReplayedInstance.Of(async context =>
        {
            await Task.WhenAny(foreign.Task, context.WaitForExternalEventAsync<int>("x"));
            return 0;
        });
        instance.Start().Actions.Should().BeEmpty();

        foreign.SetResult();
        await Eventually(() => instance.LateStrays.Count > 0);
        instance.LateStrays[0].Should().StartWith(Sentence);
    }

    [Fact]
    public void Await_YieldAndContinueWith_StayOnTheThread()
    {
        var threads = new HashSet<int>();
        var instance = ReplayedInstance.Of(async context =>
        {
            await Task.Yield();
            threads.Add(Environment.CurrentManagedThreadId);
            var result = await context.CallActivityAsync<int>("A").ContinueWith(
                done =>
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    return done.Result + 1;
                },
                TaskScheduler.Current);
            threads.Add(Environment.CurrentManagedThreadId);
            return result;
        });
        instance.Start().Said().Should().Equal("activity#0 A");
        instance.Turn(Completed(0, 1)).Said().Should().Equal("Completed#1 2");
        threads.Should().Equal(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void Await_ConfigureAwaitFalseOnAContextTask_StaysOnTheThread()
    {
        var instance = ReplayedInstance.Of(async context =>
        {
            await context.CreateTimer(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            var one = await context.WaitForExternalEventAsync<int>("x").ConfigureAwait(false);
            return one + await context.CallActivityAsync<int>("A").ConfigureAwait(false);
        });
        instance.Start();
        instance.Turn(Fired(0));
        instance.Turn(Raised("x", 1)).Said().Should().Equal("activity#1 A");
        instance.Turn(Completed(1, 2)).Said().Should().Equal("Completed#2 3");
    }

    [Fact]
    public void Context_UsedOnAnotherThread_Throws()
    {
        Exception? thrown = null;
        var instance = ReplayedInstance.Of(async context =>
        {
            var thread = new Thread(() => thrown = Record(() => context.NewGuid()));
            thread.Start();
            thread.Join();
            return await context.CallActivityAsync<int>("A");
        });
        instance.Start().Said().Should().Equal("Failed#1 WorkflowAwaitsForeignTask");
        thrown.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public void Context_UsedAfterItsTurn_Throws()
    {
        WorkflowContext? kept = null;
        var instance = ReplayedInstance.Of(context =>
        {
            kept = context;
            return context.WaitForExternalEventAsync<int>("x");
        });
        instance.Start();
        Record(() => kept!.NewGuid()).Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public void Turn_OnAThreadWithASynchronizationContext_KeepsItsOwnOrder()
    {
        var outer = new SynchronizationContext();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(outer);
        try
        {
            var instance = ReplayedInstance.Of(async context =>
                await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("B"));
            instance.Start().Said().Should().Equal("activity#0 A");
            instance.Turn(Completed(0, 1)).Said().Should().Equal("activity#1 B");
            SynchronizationContext.Current.Should().BeSameAs(outer);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static Exception? Record(Action action) => Xunit.Record.Exception(action);

    private static async Task Eventually(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (!condition())
            await Task.Delay(5, deadline.Token);
    }
}
