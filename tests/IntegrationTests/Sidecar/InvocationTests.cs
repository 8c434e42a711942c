using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapr.Client;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class InvocationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invoke_OtherApp_PassesRequestAndAnswer()
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take(), answer: async (request, response) =>
        {
            response.StatusCode = StatusCodes.Status201Created;
            response.Headers["X-Answer"] = "yes";
            await response.WriteAsJsonAsync(new { request.Query, request.Body });
        });
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));
        using var http = DaprClient.CreateInvokeHttpClient("callee", sidecar.Url());

        using var response = await http.PostAsJsonAsync("/a%20b/c?x=1&y=%C3%A4", new { name = "ä" }, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.GetValues("X-Answer").Should().Equal("yes");
        var echo = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        echo.GetProperty("query").GetString().Should().Be("?x=1&y=%C3%A4");
        var request = callee.Received.Should().ContainSingle().Subject;
        request.Method.Should().Be("POST");
        request.Path.Should().Be("/a b/c");
        JsonElement.Parse(request.Body).GetProperty("name").GetString().Should().Be("ä");
        request.Headers["dapr-caller-app-id"].Should().Be("caller");
        request.Headers["dapr-callee-app-id"].Should().Be("callee");
        request.Headers["X-Forwarded-For"].Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task Invoke_HeadersOfTheSidecar_CannotBeForged()
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take());
        await using var sidecar = await StartAsync(
            TestSidecar.NewApp("callee", callee.Port), options => options with { ApiToken = "to-sidecar", AppApiToken = "to-app" });
        using var request = new HttpRequestMessage(HttpMethod.Get, sidecar.Url() + "/anything");
        request.Headers.Add("dapr-app-id", "callee");
        request.Headers.Add("dapr-caller-app-id", "admin");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var response = await sidecar.Http.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var received = callee.On("/anything").Should().ContainSingle().Subject;
        received.Headers["dapr-caller-app-id"].Should().Be("caller");
        received.Headers["dapr-api-token"].Should().Be("to-app");
        received.Headers["traceparent"].Should().Be("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        received.Headers.Should().NotContainKey("dapr-app-id");
    }

    [Fact]
    public async Task Invoke_AppIdInBasicAuthentication_FindsTheApp()
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take());
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));
        using var request = new HttpRequestMessage(HttpMethod.Delete, sidecar.Url() + "/thing/1");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("dapr-app-id:callee")));

        using var response = await sidecar.Http.SendAsync(request, Cancelled);

        callee.Received.Should().ContainSingle().Which.Should().Match<ReceivedRequest>(
            received => received.Method == "DELETE" && received.Path == "/thing/1");
    }

    [Theory]
    [InlineData("/v1.0/invoke/callee/method/a/../b//c/", "/b/c")]
    [InlineData("/v1.0/invoke/callee/method/", "/")]
    [InlineData("/v1.0/invoke/callee/method/a%2Fb", "/a/b")]
    [InlineData("/v1.0/invoke/callee/method/method/x", "/method/x")]
    public async Task Invoke_Path_IsNormalized(string path, string expected)
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take());
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));

        using var response = await sidecar.Http.GetAsync(sidecar.Url() + path, Cancelled);

        callee.Received.Should().ContainSingle().Which.Path.Should().Be(expected);
    }

    [Theory]
    [InlineData("/v1.0/invoke/nobody/method/x", 500, "ERR_DIRECT_INVOKE", "couldn't find service: nobody")]
    [InlineData("/v1.0/invoke/callee.elsewhere/method/x", 500, "ERR_DIRECT_INVOKE", "couldn't find service")]
    [InlineData("/v1.0/invoke/callee/method/a%3Fb", 500, "ERR_DIRECT_INVOKE", "invalid method")]
    [InlineData("/v1.0/invoke/callee", 404, "ERR_DIRECT_INVOKE", "failed getting app id")]
    [InlineData("/anything", 404, "ERR_DIRECT_INVOKE", "failed getting app id")]
    [InlineData("/v1.0/invoke/http://127.0.0.1/method/x", 501, "ERR_API_UNIMPLEMENTED", "URL")]
    [InlineData("/v1.0/actors/a/b/method/c", 501, "ERR_API_UNIMPLEMENTED", "/v1.0/actors")]
    [InlineData("/v1.0-alpha1/lock/store", 501, "ERR_API_UNIMPLEMENTED", "/v1.0-alpha1/lock")]
    public async Task Invoke_Error_HasStatusAndCodeOfDaprd(string path, int status, string errorCode, string message)
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take());
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));

        using var response = await sidecar.Http.GetAsync(sidecar.Url() + path, Cancelled);

        ((int)response.StatusCode).Should().Be(status);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        error.GetProperty("errorCode").GetString().Should().Be(errorCode);
        error.GetProperty("message").GetString().Should().Contain(message);
        callee.Received.Should().BeEmpty();
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Invoke_AnswerOfTheApp_IsNeitherRetriedNorFollowed(int status)
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take(), answer: (_, response) =>
        {
            response.StatusCode = status;
            response.Headers.Location = "/elsewhere";
            return response.WriteAsync("mine");
        });
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);

        using var response = await http.GetAsync(sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync(Cancelled)).Should().Be("mine");
        callee.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task Invoke_AppThatIsDown_FailsAfterThreeTries()
    {
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", FreePorts.Take()));

        using var response = await sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(Cancelled)).Should().Contain("after 2 retries");
    }

    [Fact]
    public async Task Invoke_AppThatComesUpBetweenTries_IsReached()
    {
        var instance = TestSidecar.NewApp("callee", FreePorts.Take());
        await using var sidecar = await StartAsync(instance);

        var invoking = sidecar.Http.PostAsync(
            sidecar.Url() + "/v1.0/invoke/callee/method/x", new StringContent("body"), Cancelled);
        await using var callee = await TestApp.StartAsync(instance.AppPort);
        using var response = await invoking;

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        callee.On("/x").Should().ContainSingle().Which.Body.Should().Be("body");
    }

    [Fact]
    public async Task Invoke_Replicas_AreCalledInTurn()
    {
        var ports = FreePorts.Take(2);
        await using var one = await TestApp.StartAsync(ports[0]);
        await using var two = await TestApp.StartAsync(ports[1]);
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", ports[0]));
        await sidecar.Sidecar.AddAppAsync(TestSidecar.NewApp("callee", ports[1]), Cancelled);
        await WaitForHealthAsync(sidecar);

        for (var number = 0; number < 10; number++)
        {
            using var response = await sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);
        }
        one.Received.Should().HaveCount(5);
        two.Received.Should().HaveCount(5);

        await one.DisposeAsync();
        using var other = await sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);
        other.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Invoke_Stream_ArrivesAsItIsWritten()
    {
        var next = new TaskCompletionSource();
        await using var callee = await TestApp.StartAsync(FreePorts.Take(), answer: async (_, response) =>
        {
            response.ContentType = "text/event-stream";
            await response.WriteAsync("data: 1\n\n");
            await response.Body.FlushAsync();
            await next.Task;
            await response.WriteAsync("data: 2\n\n");
        });
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));

        await using var stream = await sidecar.Http.GetStreamAsync(
            sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);
        using var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync(Cancelled);
        next.SetResult();
        var rest = await reader.ReadToEndAsync(Cancelled);

        first.Should().Be("data: 1");
        rest.Should().Be("\ndata: 2\n\n");
    }

    [Fact]
    public async Task Invoke_AppThatBreaksOffItsAnswer_BreaksOffTheCallers()
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take(), answer: async (_, response) =>
        {
            await response.WriteAsync("half");
            await response.Body.FlushAsync();
            response.HttpContext.Abort();
        });
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));

        var get = () => sidecar.Http.GetStringAsync(sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);

        await get.Should().ThrowAsync<HttpRequestException>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Invoke_BodyOverFourMebibytes_IsRefused(bool chunked)
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take());
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));
        using var request = new HttpRequestMessage(HttpMethod.Post, sidecar.Url() + "/v1.0/invoke/callee/method/x");
        request.Content = new ByteArrayContent(new byte[(4 * 1024 * 1024) + 1]);
        request.Headers.TransferEncodingChunked = chunked;
        // A server may hang up on a body that it refuses to read, and the answer be lost with the connection.
        request.Headers.ExpectContinue = !chunked;

        using var response = await sidecar.Http.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        callee.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_BeforeTheCallersOwnPortIsOpen_IsNotReady()
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take());
        var early = TestSidecar.NewApp("early", FreePorts.Take());
        await using var sidecar = await TestSidecar.StartAsync([], [early, TestSidecar.NewApp("callee", callee.Port)]);
        using var dapr = sidecar.Client();

        using var refused = await sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);

        refused.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await refused.Content.ReadAsStringAsync(Cancelled)).Should().Contain("invoke API is not ready");
        (await dapr.CheckHealthAsync(Cancelled)).Should().BeFalse();
        (await dapr.CheckOutboundHealthAsync(Cancelled)).Should().BeTrue();
        await using var app = await TestApp.StartAsync(early.AppPort);
        await Eventually.TrueAsync(dapr.CheckHealthAsync, TimeSpan.FromSeconds(30), Cancelled);
        using var response = await sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/invoke/callee/method/x", Cancelled);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Invoke_OwnApp_ForwardsNothing()
    {
        var instance = TestSidecar.NewApp("self", FreePorts.Take());
        await using var app = await TestApp.StartAsync(instance.AppPort);
        await using var sidecar = await TestSidecar.StartAsync([], [instance]);
        using var dapr = sidecar.Client();
        await Eventually.TrueAsync(dapr.CheckHealthAsync, TimeSpan.FromSeconds(30), Cancelled);

        using var response = await sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/invoke/self/method/x", Cancelled);

        app.Received.Should().ContainSingle().Which.Headers.Should().NotContainKey("X-Forwarded-For");
    }

    [Fact]
    public async Task InvokeService_Grpc_CallsTheAppOverHttp()
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take(), answer: (request, response) =>
        {
            response.StatusCode = request.Path == "/missing" ? 404 : 200;
            return response.WriteAsync("answer");
        });
        await using var sidecar = await StartAsync(TestSidecar.NewApp("callee", callee.Port));
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        InvokeServiceRequest Request(string method, HTTPExtension.Types.Verb verb) => new()
        {
            Id = "callee",
            Message = new InvokeRequest
            {
                Method = method,
                Data = new Any { Value = ByteString.CopyFromUtf8("hello") },
                ContentType = "text/plain",
                HttpExtension = new HTTPExtension { Verb = verb, Querystring = "a=1" },
            },
        };
#pragma warning disable CS0612 // Deprecated, but daprd still has it.
        Task<InvokeResponse> InvokeAsync(string method, HTTPExtension.Types.Verb verb) =>
            new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel)
                .InvokeServiceAsync(Request(method, verb), cancellationToken: Cancelled).ResponseAsync;
#pragma warning restore CS0612

        var response = await InvokeAsync("../a/../found/x/..", HTTPExtension.Types.Verb.Put);
        var missing = () => InvokeAsync("missing", HTTPExtension.Types.Verb.Put);
        var withoutVerb = () => InvokeAsync("found", HTTPExtension.Types.Verb.None);

        response.Data.Value.ToStringUtf8().Should().Be("answer");
        callee.On("/found").Should().ContainSingle().Which.Should().Match<ReceivedRequest>(
            request => request.Method == "PUT" && request.Query == "?a=1" && request.Body == "hello");
        (await missing.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
        (await withoutVerb.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Internal);
    }

    private static Task<TestSidecar> StartAsync(
        SidecarApp callee, Func<SidecarOptions, SidecarOptions>? configure = null) =>
        TestSidecar.StartAsync([], [TestSidecar.NewApp("caller"), callee], configure);

    private static Task WaitForHealthAsync(TestSidecar sidecar) => Eventually.TrueAsync(
        async token =>
        {
            using var response = await sidecar.Http.GetAsync(sidecar.Url(sidecar.Options.Apps[1]) + "/v1.0/healthz", token);
            return response.StatusCode is HttpStatusCode.NoContent;
        },
        TimeSpan.FromSeconds(30), Cancelled);
}
