using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using Grpc.Net.Client;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class PublishErrorTests
{
    private const string Scoped =
        TestSidecar.PubSub + """

                - name: protectedTopics
                  value: secret,public
                - name: publishingScopes
                  value: "app=public;other=secret"
            """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nope", "orders", "", "pubsub nope is not found", StatusCode.InvalidArgument)]
    [InlineData("", "orders", "", "pubsub name is empty", StatusCode.InvalidArgument)]
    [InlineData("pubsub", "", "", "topic is empty in pubsub pubsub", StatusCode.InvalidArgument)]
    [InlineData("pubsub", "secret", "", "topic secret is not allowed for app id app", StatusCode.PermissionDenied)]
    [InlineData("pubsub", "public", "maybe", "rawPayload value must be a valid boolean: actual is 'maybe'", StatusCode.InvalidArgument)]
    public async Task Grpc_Error_HasStatusOfDaprd(string pubSub, string topic, string rawPayload, string detail, StatusCode status)
    {
        await using var sidecar = await TestSidecar.StartAsync([Scoped]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        var dapr = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);
        var request = new PublishEventRequest { PubsubName = pubSub, Topic = topic, Metadata = { ["rawPayload"] = rawPayload } };

        var publish = async () => await dapr.PublishEventAsync(request, cancellationToken: Cancelled);

        var error = (await publish.Should().ThrowAsync<RpcException>()).Which;
        error.StatusCode.Should().Be(status);
        error.Status.Detail.Should().Contain(detail);
    }

    [Fact]
    public async Task Grpc_NoPubSub_IsFailedPrecondition()
    {
        await using var sidecar = await TestSidecar.StartAsync([]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        var dapr = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);

        var publish = async () => await dapr.PublishEventAsync(
            new PublishEventRequest { PubsubName = "pubsub", Topic = "orders" }, cancellationToken: Cancelled);

        (await publish.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task Grpc_BulkWithRepeatedEntryId_PublishesNothing()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        var dapr = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);
        var request = new BulkPublishRequest
        {
            PubsubName = "pubsub",
            Topic = "orders",
            Entries = { new BulkPublishRequestEntry { EntryId = "1" }, new BulkPublishRequestEntry { EntryId = "1" } },
        };

        var publish = async () => await dapr.BulkPublishEventAsync(request, cancellationToken: Cancelled);

        (await publish.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData("/v1.0/publish/nope/orders", "1", 404, "ERR_PUBSUB_NOT_FOUND")]
    [InlineData("/v1.0/publish/pubsub/", "1", 404, "ERR_TOPIC_NAME_EMPTY")]
    [InlineData("/v1.0/publish/pubsub/secret", "1", 403, "ERR_PUBSUB_FORBIDDEN")]
    [InlineData("/v1.0/publish/pubsub/public?metadata.rawPayload=maybe", "1", 400, "ERR_PUBSUB_REQUEST_METADATA")]
    [InlineData("/v1.0/publish/bulk/pubsub/public", "{}", 400, "ERR_PUBSUB_EVENTS_SER")]
    [InlineData("/v1.0/publish/bulk/pubsub/public", """[{"entryId":"1","event":1,"contentType":"text/plain"}]""", 400, "ERR_PUBSUB_EVENTS_SER")]
    [InlineData("/v1.0-alpha1/publish/bulk/pubsub/public", """[{"event":"x","contentType":"text/plain"}]""", 400, "ERR_PUBSUB_EVENTS_SER")]
    public async Task Http_Error_HasStatusAndCodeOfDaprd(string path, string body, int status, string errorCode)
    {
        await using var sidecar = await TestSidecar.StartAsync([Scoped]);

        using var response = await sidecar.Http.PostAsync(sidecar.Url() + path, new StringContent(body), Cancelled);

        ((int)response.StatusCode).Should().Be(status);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        error.GetProperty("errorCode").GetString().Should().Be(errorCode);
    }

    [Fact]
    public async Task Http_BodyOverFourMebibytes_IsRefused()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.PubSub]);

        using var request = new HttpRequestMessage(HttpMethod.Post, sidecar.Url() + "/v1.0/publish/pubsub/orders");
        request.Content = new ByteArrayContent(new byte[(4 * 1024 * 1024) + 1]);
        // A server may hang up on a body that it refuses to read, and the answer be lost with the connection.
        request.Headers.ExpectContinue = true;

        using var response = await sidecar.Http.SendAsync(request, Cancelled);

        ((int)response.StatusCode).Should().Be(413);
    }
}
