using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapr;
using Dapr.Client;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ReportScheduler.DevHost;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class LifecycleTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dispose_ThenStartAgain_PortsAreFreeAndMemoryIsGone()
    {
        var apps = new[] { TestSidecar.NewApp("app") };
        await using (var first = await TestSidecar.StartAsync([TestSidecar.State, TestSidecar.PubSub], apps))
        {
            using var dapr = first.Client();
            await dapr.SaveStateAsync("cache", "key", "value", cancellationToken: Cancelled);
            await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        }

        await using var second = await TestSidecar.StartAsync([TestSidecar.State, TestSidecar.PubSub], apps);
        using var again = second.Client();
        await using var late = await TestApp.StartAsync(
            FreePorts.Take(), """[{"pubsubName":"pubsub","topic":"orders","route":"orders"}]""");
        await second.Sidecar.AddAppAsync(TestSidecar.NewApp("late", late.Port), Cancelled);
        await again.PublishEventAsync("pubsub", "orders", 2, Cancelled);
        await late.WaitForAsync("/orders", 1);

        (await again.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().BeNull();
        late.On("/orders").Should().ContainSingle().Which.Body.Should().Contain("\"data\":2");
    }

    [Fact]
    public async Task Dispose_WithCallsUnderWay_DoesNotWaitForThem()
    {
        var hang = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(
            FreePorts.Take(), """[{"pubsubName":"pubsub","topic":"orders","route":"orders"}]""", (_, _) => hang.Task);
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.PubSub], [TestSidecar.NewApp("caller"), TestSidecar.NewApp("app", app.Port)]);
        using var dapr = sidecar.Client();
        await dapr.PublishEventAsync("pubsub", "orders", 1, Cancelled);
        var invoking = sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/invoke/app/method/x", Cancelled);
        await app.WaitForAsync("/orders", 1);
        await app.WaitForAsync("/x", 1);

        await sidecar.Sidecar.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancelled);

        await invoking.Invoking(task => task).Should().ThrowAsync<HttpRequestException>();
        hang.SetResult();
    }

    [Fact]
    public async Task Start_PortInUse_FailsAndFreesTheOthers()
    {
        var (taken, other) = (TestSidecar.NewApp("taken"), TestSidecar.NewApp("other"));
        await using var running = await TestSidecar.StartAsync([], [taken]);

        var start = () => TestSidecar.StartAsync([], [other, taken with { GrpcPort = FreePorts.Take() }]);

        (await start.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain($"{taken.HttpPort}");
        await using var started = await TestSidecar.StartAsync([], [other]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shutdown_ByTheApp_EndsOnlyItsSidecar(bool overGrpc)
    {
        var (leaving, staying) = (TestSidecar.NewApp("leaving"), TestSidecar.NewApp("staying"));
        await using var sidecar = await TestSidecar.StartAsync([], [leaving, staying]);
        using var dapr = sidecar.Client(leaving);

        if (overGrpc)
        {
            await dapr.ShutdownSidecarAsync(Cancelled);
        }
        else
        {
            using var response = await sidecar.Http.PostAsync(sidecar.Url(leaving) + "/v1.0/shutdown", null, Cancelled);
            response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        }

        await Eventually.TrueAsync(
            async token => !await TestApp.IsListeningAsync(leaving.HttpPort, token)
                && !await TestApp.IsListeningAsync(leaving.GrpcPort, token),
            TimeSpan.FromSeconds(30), Cancelled);
        using var client = sidecar.Client(staying);
        (await client.CheckHealthAsync(Cancelled)).Should().BeTrue();
    }

    [Fact]
    public async Task Metadata_OfBothApis_NamesAppComponentsAndWhatTheAppSet()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State, TestSidecar.PubSub + "\nscopes:\n  - other\n"]);
        using var dapr = sidecar.Client();

        await dapr.WaitForSidecarAsync(Cancelled);
        await dapr.SetMetadataAsync("color", "blue", Cancelled);
        using var put = await sidecar.Http.PutAsync(sidecar.Url() + "/v1.0/metadata/size", new StringContent("big"), Cancelled);
        var grpc = await dapr.GetMetadataAsync(Cancelled);
        var http = await sidecar.Http.GetFromJsonAsync<JsonElement>(sidecar.Url() + "/v1.0/metadata", Cancelled);

        put.StatusCode.Should().Be(HttpStatusCode.NoContent);
        grpc.Id.Should().Be("app");
        grpc.Components.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Name = "cache", Type = "state.in-memory", Version = "v1" });
        grpc.Extended.Should().Contain("color", "blue").And.Contain("size", "big").And.ContainKey("daprRuntimeVersion");
        http.GetProperty("id").GetString().Should().Be("app");
        http.GetProperty("runtimeVersion").GetString().Should().Contain("embedded");
        http.GetProperty("components")[0].GetProperty("capabilities").EnumerateArray().Select(item => item.GetString())
            .Should().Contain(["ETAG", "TRANSACTIONAL", "TTL"]);
        http.GetProperty("extended").GetProperty("color").GetString().Should().Be("blue");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task ApiToken_MissingOrWrong_IsRefusedExceptForHealth(string? token)
    {
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.State], configure: options => options with { ApiToken = "right" });
        using var right = sidecar.Client();
        using var wrong = new DaprClientBuilder()
            .UseGrpcEndpoint($"http://127.0.0.1:{sidecar.App.GrpcPort}").UseHttpEndpoint(sidecar.Url())
            .UseDaprApiToken(token).Build();
        using var http = new HttpClient();
        if (token is not null)
            http.DefaultRequestHeaders.Add("dapr-api-token", token);

        var get = () => wrong.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled);
        using var overHttp = await http.GetAsync(sidecar.Url() + "/v1.0/state/cache/key", Cancelled);
        using var health = await http.GetAsync(sidecar.Url() + "/v1.0/healthz", Cancelled);
        using var outbound = await http.GetAsync(sidecar.Url() + "/v1.0/healthz/outbound", Cancelled);

        (await get.Should().ThrowAsync<DaprException>())
            .WithInnerException<RpcException>().Which.StatusCode.Should().Be(StatusCode.Unauthenticated);
        overHttp.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (health.StatusCode, outbound.StatusCode).Should().Be((HttpStatusCode.NoContent, HttpStatusCode.NoContent));
        (await right.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().BeNull();
    }

    [Theory]
    [InlineData("/v1.0/healthz?appid=app", 204)]
    [InlineData("/v1.0/healthz?appid=other", 500)]
    public async Task Health_OfAnotherApp_IsNotReady(string path, int status)
    {
        await using var sidecar = await TestSidecar.StartAsync([]);

        using var response = await sidecar.Http.GetAsync(sidecar.Url() + path, Cancelled);

        ((int)response.StatusCode).Should().Be(status);
    }

    [Theory]
    [InlineData("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo", "", StatusCode.Unimplemented)]
    [InlineData("dapr.proto.runtime.v1.Dapr", "TryLockAlpha1", "", StatusCode.Unimplemented)]
    [InlineData("dapr.proto.runtime.v1.Dapr", "NoSuchMethod", "", StatusCode.Unknown)]
    [InlineData("my.Service", "Call", "", StatusCode.Unknown)]
    [InlineData("my.Service", "Call", "dapr-app-id", StatusCode.Unimplemented)]
    public async Task Grpc_UnknownMethod_IsAnsweredAsByTheCatchAll(string service, string name, string header, StatusCode status)
    {
        await using var sidecar = await TestSidecar.StartAsync([]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        var bytes = Marshallers.Create(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, service, name, bytes, bytes);
        var headers = new Metadata();
        if (header.Length > 0)
            headers.Add(header, "other");

        var call = async () => await channel.CreateCallInvoker().AsyncUnaryCall(
            method, null, new CallOptions(headers, cancellationToken: Cancelled), []);

        var error = (await call.Should().ThrowAsync<RpcException>()).Which;
        error.StatusCode.Should().Be(status);
        if (status is StatusCode.Unknown)
            error.Status.Detail.Should().Be("failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found");
    }

    [Theory]
    [InlineData("apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: x}\nspec: {type: state.redis, version: v1}", "state.redis")]
    [InlineData("kind: Configuration\nmetadata: {name: x}", "kind 'Configuration'")]
    [InlineData("kind: Component\nmetadata: {name: x}", "spec.type")]
    [InlineData("kind: [", "not valid YAML")]
    [InlineData("kind: Component\nmetadata: {name: s}\nspec: {type: secretstores.local.file, metadata: [{name: secretsFile, value: nowhere.json}]}", "nowhere.json")]
    [InlineData("kind: Component\nmetadata: {name: s}\nspec: {type: pubsub.in-memory, metadata: [{name: concurrency, value: 0}]}", "concurrency")]
    [InlineData("kind: Component\nmetadata: {name: s}\nspec: {type: state.in-memory, metadata: [{name: a, secretKeyRef: {name: b}}]}", "secretKeyRef")]
    [InlineData("kind: Resiliency\nspec: {policies: {retries: {r: {duration: soon}}}}", "'soon' is not a duration")]
    [InlineData("kind: Resiliency\nspec: {targets: {components: {p: {inbound: {retry: nope}}}}}", "'nope' is not defined")]
    [InlineData("kind: Subscription\nspec: {pubsubname: p, topic: t, routes: {rules: [{match: 'event.data > 1', path: /x}]}}", "event.type")]
    public async Task Start_ResourceThatCannotBeUsed_NamesFileAndProblem(string resource, string problem)
    {
        var start = () => TestSidecar.StartAsync([TestSidecar.State, resource]);

        (await start.Should().ThrowAsync<DevHostException>()).Which.Message.Should().Contain("1.yaml").And.Contain(problem);
    }

    [Fact]
    public async Task EmbeddedComponents_OfTheRepository_ServeTheThreeApps()
    {
        var secrets = Path.GetTempFileName();
        await File.WriteAllTextAsync(secrets, """{"data-key":"key"}""", Cancelled);
        var (api, worker, stranger) = (TestSidecar.NewApp("report-api"), TestSidecar.NewApp("report-worker"), TestSidecar.NewApp("stranger"));
        var options = new SidecarOptions
        {
            Apps = [api, worker, stranger],
            ComponentsFolder = Path.Combine(RepositoryRoot(), "components", "embedded"),
            Environment = new Dictionary<string, string> { ["SECRETS_FILE"] = secrets },
        };
        await using var sidecar = await EmbeddedSidecar.StartAsync(options, NullLoggerFactory.Instance, TimeProvider.System, Cancelled);
        File.Delete(secrets);
        using var first = Client(api);
        using var second = Client(worker);
        using var third = Client(stranger);

        await first.SaveStateAsync("cache", "key", "shared", cancellationToken: Cancelled);
        await first.PublishEventAsync("pubsub", "runs.requested", 1, Cancelled);

        (await second.GetStateAsync<string>("cache", "key", cancellationToken: Cancelled)).Should().Be("shared");
        (await second.GetSecretAsync("secrets", "data-key", cancellationToken: Cancelled))["data-key"].Should().Be("key");
        (await third.GetMetadataAsync(Cancelled)).Components.Should().BeEmpty();
        (await first.GetMetadataAsync(Cancelled)).Components.Select(component => component.Name)
            .Should().BeEquivalentTo("cache", "pubsub", "secrets", "workflowstate");

        static DaprClient Client(SidecarApp app) => new DaprClientBuilder()
            .UseGrpcEndpoint($"http://127.0.0.1:{app.GrpcPort}").UseHttpEndpoint($"http://127.0.0.1:{app.HttpPort}").Build();
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ReportScheduler.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
