using System.Text.Json.Nodes;

namespace ReportScheduler.IntegrationTests.Workflows;

public sealed class IndependentWorkerTests(NodeScenarios node) : IClassFixture<NodeScenarios>
{
    [Theory]
    [InlineData("fanOut", """{"status":"COMPLETED","output":55}""")]
    [InlineData("timer", """{"status":"COMPLETED","output":"on time"}""")]
    [InlineData("event", """{"status":"COMPLETED","output":["a","b"]}""")]
    [InlineData("customStatus", "\"halfway\"")]
    [InlineData("child", """{"status":"COMPLETED","output":{"result":49,"failed":true}}""")]
    [InlineData("retry", """{"status":"COMPLETED","output":3}""")]
    [InlineData("continueAsNew", """{"status":"COMPLETED","output":900}""")]
    [InlineData("continueAsNewKeepsEvents", """{"status":"COMPLETED","output":"unread"}""")]
    [InlineData("suspendAndResume", """{"suspended":{"status":"SUSPENDED","output":null},"resumed":{"status":"COMPLETED","output":["a","b"]}}""")]
    [InlineData("terminate", """{"status":"TERMINATED","output":"enough"}""")]
    [InlineData("purge", """{"refusal":"failed to purge workflow state: orchestration has not yet completed","purged":1,"left":null}""")]
    public void Scenario_PlayedByDurabletaskJs_HasTheResultOfDaprd(string scenario, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(node.Result(scenario)), JsonNode.Parse(expected)).Should().BeTrue(
            "{0} should return {1} and returned {2}", scenario, expected, node.Result(scenario));

    [Fact]
    public void Failure_PlayedByDurabletaskJs_FailsTheInstanceWithTheActivitysMessage()
    {
        var failed = JsonNode.Parse(node.Result("failure"))!;

        failed["status"]!.GetValue<string>().Should().Be("FAILED");
        failed["failure"]!.GetValue<string>().Should().EndWith("it broke");
    }
}
