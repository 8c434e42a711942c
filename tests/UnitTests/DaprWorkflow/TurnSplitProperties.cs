using CsCheck;
using Dapr.Workflow;
using Dapr.Workflow.Protocol;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class TurnSplitProperties
{
    /// <summary>Everything that reaches the instance after its start, in the order it arrives.</summary>
    private static HistoryEvent[] Messages() =>
    [
        Raised("approve", "early"),     // unread until waited for
        Completed(2, 30),
        Completed(0, 10),
        Failed(1, "part"),              // retried after timer 3
        Suspended(),
        Fired(3),
        Raised("other", 1),
        Resumed(),
        Completed(4, 20),               // attempt 2 of part 1
        Completed(4, 99),               // duplicate
        Fired(77),                      // unknown
        Raised("go", "on"),             // before timer 6 of the wait
        Fired(6),
        ChildCompleted(7, 5),
        Fired(8),
        ChildFailed(9, "late"),
        Completed(10, "end"),
    ];

    [Fact]
    public void Turns_SplitAnywhere_AskForTheSame()
    {
        var whole = Play(splits: []);
        whole.Should().Equal(
            "activity#0 Part", "activity#1 Part", "activity#2 Part", "timer#3", "activity#4 Part", "activity#5 Notify", "timer#6", "child#7 C",
            "timer#8", "child#9 C", "activity#10 Last", "Completed#11 \"60 early on 5 late end\"");

        var last = Messages().Length - 1;
        Gen.Int[1, last].HashSet[0, last].Sample(
            splits => Play(splits).Should().Equal(whole), iter: 100, threads: 1);
    }

    [Fact]
    public void Turns_ResentAfterACrash_AskForTheSame()
    {
        // The same turn again with the same history: nothing may depend on what the worker remembers.
        var instance = Instance();
        foreach (var message in Messages().Prepend(Started("Flow")))
        {
            HistoryEvent[] fresh = [TurnStarted(), message];
            var again = instance.Replay(instance.History, fresh);
            instance.Turn(message).Should().Be(again);
        }
    }

    /// <summary>Plays the messages in turns that begin at the given places, and gives all actions in the order of their ids.</summary>
    private static string[] Play(HashSet<int> splits)
    {
        var instance = Instance();
        var asked = new List<WorkflowAction>();
        var batch = new List<HistoryEvent> { Started("Flow") };
        var messages = Messages();
        for (var index = 0; index < messages.Length; index++)
        {
            if (splits.Contains(index))
            {
                asked.AddRange(instance.Turn([.. batch]).Actions);
                batch.Clear();
            }

            batch.Add(messages[index]);
        }

        asked.AddRange(instance.Turn([.. batch]).Actions);
        return asked.OrderBy(action => action.Id).Select(action => action.Say()).ToArray();
    }

    private static ReplayedInstance Instance() => ReplayedInstance.Of(async context =>
    {
        var retry = new WorkflowTaskOptions(new WorkflowRetryPolicy(3, TimeSpan.FromSeconds(5)));
        var parts = await Task.WhenAll(Enumerable.Range(0, 3).Select(part => context.CallActivityAsync<int>("Part", part, retry)));
        _ = context.CallActivityAsync("Notify");
        var early = await context.WaitForExternalEventAsync<string>("approve");
        var go = await context.WaitForExternalEventAsync<string>("go", TimeSpan.FromMinutes(1));
        var child = await context.CallChildWorkflowAsync<int>("C");
        await context.CreateTimer(TimeSpan.FromMinutes(2));
        string failure;
        try
        {
            failure = await context.CallChildWorkflowAsync<string>("C");
        }
        catch (WorkflowTaskFailedException failed)
        {
            failure = failed.FailureDetails.ErrorMessage;
        }

        var end = await context.CallActivityAsync<string>("Last");
        return $"{parts.Sum()} {early} {go} {child} {failure} {end}";
    });
}
