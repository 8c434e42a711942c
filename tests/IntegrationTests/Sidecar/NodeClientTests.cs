using System.Text.Json;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Node;

namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>The sidecar as the Dapr SDK for JavaScript sees it, which was written against daprd by others.</summary>
public sealed class NodeClientTests
{
    private const string Secrets = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: secrets
        spec:
          type: secretstores.local.env
          version: v1
          metadata:
            - name: prefix
              value: NODE_CLIENT_TEST_
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task JavaScriptSdk_AppAndClient_WorkOverBothProtocols()
    {
        var folder = await NodePackages.InstallAsync(Path.Combine("Sidecar", "node"), Cancelled);
        Assert.SkipWhen(folder is null, "Node.js with npm is not installed");
        var app = TestSidecar.NewApp("node-app", FreePorts.Take());
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.State, TestSidecar.PubSub, Secrets], [app],
            options => options with { Environment = new Dictionary<string, string> { ["NODE_CLIENT_TEST_plain"] = "one" } });

        var run = await new Tool("node", "client.mjs", $"{app.AppPort}", $"{app.HttpPort}", $"{app.GrpcPort}")
        {
            WorkingDirectory = folder,
        }.RunWithinAsync(TimeSpan.FromMinutes(2), Cancelled);

        run.Should().NotBeNull("the script ends");
        run!.Succeeded.Should().BeTrue(run.Output);
        var result = JsonElement.Parse(run.Output[(run.Output.LastIndexOf("RESULT ", StringComparison.Ordinal) + 7)..]);
        foreach (var protocol in (string[])["http", "grpc"])
            Check(result.GetProperty(protocol), protocol);
    }

    private static void Check(JsonElement result, string protocol)
    {
        string Json(string name) => result.GetProperty(name).GetRawText();

        Json("get").Should().Be("""{"number":1}""");
        Json("bulk").Should().Be($"""["{protocol}-1","{protocol}-2"]""");
        Json("afterTransaction").Should().Be("""{"number":3}""");
        Json("deleted").Should().Be("\"\"");
        Json("staleDelete").Should().Be("true");
        Json("failedMessages").Should().Be("0");
        Json("received").Should().Be("[1,2,3]");
        Json("invoke").Should().Be($$"""{"hello":"{{protocol}}"}""");
        Json("secret").Should().Be("""{"plain":"one"}""");
        Json("secrets").Should().Be("""{"plain":{"plain":"one"}}""");
        Json("metadata").Should().Be("""{"id":"node-app","components":["cache","pubsub","secrets"]}""");
        Json("healthy").Should().Be("true");
    }
}
