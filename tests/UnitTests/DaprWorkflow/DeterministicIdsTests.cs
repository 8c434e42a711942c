using Dapr.Workflow.Runtime;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class DeterministicIdsTests
{
    // RFC 9562, appendix A.4: the version 5 UUID of "www.example.com" in the DNS name space.
    [Fact]
    public void NameBasedGuid_ExampleOfTheStandard_IsTheSame() =>
        NameBasedGuid.Create(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com")
            .Should().Be(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void NewGuid_InstanceIdIsAGuid_IsMadeInItsSpace()
    {
        var instance = new Guid("0195b3a0-1234-7abc-8def-0123456789ab");
        var ids = new DeterministicIds(instance.ToString(), "g");
        ids.NewGuid().Should().Be(NameBasedGuid.Create(instance, $"{instance}_0"));
        ids.NewGuid().Should().Be(NameBasedGuid.Create(instance, $"{instance}_1"));
    }

    [Fact]
    public void NewGuid_InstanceIdIsAnyText_IsMadeInTheSpaceOfThatText()
    {
        var space = NameBasedGuid.Create(new Guid("6f927a2e-9c7e-4a1d-9b8d-7a86f2e7f62f"), "run-7");
        new DeterministicIds("run-7", "g").NewGuid().Should().Be(NameBasedGuid.Create(space, "run-7_0"));
    }

    [Fact]
    public void NewGuid_EveryReplay_IsTheSame()
    {
        var seen = new List<Guid>();
        var instance = ReplayedInstance.Of(async context =>
        {
            seen.Add(context.NewGuid());
            await context.CallActivityAsync("A");
            seen.Add(context.NewGuid());
            return await context.CallActivityAsync<int>("B");
        });
        instance.Start();
        instance.Turn(Completed(0));
        instance.Turn(Completed(1));
        seen.Should().HaveCount(5);
        seen.Distinct().Should().HaveCount(2);
        seen.Should().Equal(seen[0], seen[0], seen[2], seen[0], seen[2]);
    }

    [Fact]
    public void TaskExecutionId_OtherTaskNameInstanceOrRound_IsAnother()
    {
        string[] ids =
        [
            new DeterministicIds("i", "g").TaskExecutionId(0, "A"),
            new DeterministicIds("i", "g").TaskExecutionId(1, "A"),
            new DeterministicIds("i", "g").TaskExecutionId(0, "B"),
            new DeterministicIds("j", "g").TaskExecutionId(0, "A"),
            new DeterministicIds("i", "h").TaskExecutionId(0, "A"),
        ];
        ids.Should().OnlyHaveUniqueItems();
        ids[0].Should().MatchRegex("^[0-9a-f]{32}$").And.Be(new DeterministicIds("i", "g").TaskExecutionId(0, "A"));
    }
}
