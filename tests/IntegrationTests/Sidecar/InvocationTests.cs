using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Client;
using Microsoft.AspNetCore.Http;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class InvocationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InvokeMethod_OtherApp_PassesRequestAndAnswer()
    {
        await using var callee = await TestApp.StartAsync(FreePorts.Take(), answer: async (request, response) =>
        {
            response.StatusCode = StatusCodes.Status201Created;
            response.Headers["X-Answer"] = "yes";
            await response.WriteAsJsonAsync(new { request.Query, request.Body });
        });
        var caller = TestSidecar.NewApp("caller");
        await using var sidecar = await TestSidecar.StartAsync([], [caller, TestSidecar.NewApp("callee", callee.Port)]);
        using var http = DaprClient.CreateInvokeHttpClient("callee", sidecar.Url(caller));

        using var response = await http.PostAsJsonAsync("/a%20b/c?x=1&y=%C3%A4", new { name = "ä" }, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.GetValues("X-Answer").Should().Equal("yes");
        var echo = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        echo.GetProperty("query").GetString().Should().Be("?x=1&y=%C3%A4");
        var request = callee.Received.Should().ContainSingle().Subject;
        request.Method.Should().Be("POST");
        request.Path.Should().Be("/a b/c");
        JsonDocument.Parse(request.Body).RootElement.GetProperty("name").GetString().Should().Be("ä");
        request.Headers["dapr-caller-app-id"].Should().Be("caller");
        request.Headers["dapr-callee-app-id"].Should().Be("callee");
        request.Headers["X-Forwarded-For"].Should().Be("127.0.0.1");
    }
}
