using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class StateErrorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, StatusCode> GrpcErrors => new()
    {
        { "unknown store", "state store nope is not found", StatusCode.InvalidArgument },
        { "illegal key", "input key/keyPrefix 'a||b' can't contain '||'", StatusCode.InvalidArgument },
        { "empty key", "state key cannot be empty", StatusCode.InvalidArgument },
        { "stale etag", "possible etag mismatch. error from state store", StatusCode.Aborted },
        { "stale etag in delete", "possible etag mismatch. error from state store", StatusCode.Aborted },
        { "malformed ttl", "failed saving state in state store cache", StatusCode.Internal },
        { "value that is not the JSON it claims to be", "JSON", StatusCode.Unknown },
        { "unknown operation", "operation type merge not supported", StatusCode.Unimplemented },
        { "stale etag in transaction", "error while executing state transaction", StatusCode.Internal },
        { "query", "does not support querying", StatusCode.Unimplemented },
    };

    [Theory]
    [MemberData(nameof(GrpcErrors))]
    public async Task Grpc_Error_HasStatusOfDaprd(string situation, string detail, StatusCode status)
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        var dapr = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);

        var call = () => CallAsync(dapr, situation);

        var error = (await call.Should().ThrowAsync<RpcException>()).Which;
        error.StatusCode.Should().Be(status);
        error.Status.Detail.Should().Contain(detail);
    }

    [Fact]
    public async Task Grpc_NoStateStore_IsFailedPrecondition()
    {
        await using var sidecar = await TestSidecar.StartAsync([]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        var dapr = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);

        var get = async () => await dapr.GetStateAsync(
            new GetStateRequest { StoreName = "cache", Key = "key" }, cancellationToken: Cancelled);

        var error = (await get.Should().ThrowAsync<RpcException>()).Which;
        error.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        error.Status.Detail.Should().Be("state store cache is not configured");
    }

    [Fact]
    public async Task Grpc_AppOutsideScopes_DoesNotSeeTheStore()
    {
        await using var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.State + "\nscopes:\n  - other\n", TestSidecar.State.Replace("cache", "open", StringComparison.Ordinal)]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.App.GrpcPort}");
        var dapr = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);

        var get = async () => await dapr.GetStateAsync(
            new GetStateRequest { StoreName = "cache", Key = "key" }, cancellationToken: Cancelled);

        (await get.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData("GET", "/v1.0/state/nope/key", null, 400, "ERR_STATE_STORE_NOT_FOUND")]
    [InlineData("GET", "/v1.0/state/cache/a%7C%7Cb", null, 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", "/v1.0/state/cache", "{", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", "/v1.0/state/cache", """[{"key":"","value":1}]""", 400, "ERR_MALFORMED_REQUEST")]
    [InlineData("POST", "/v1.0/state/cache", """[{"key":"a","value":1,"etag":"stale"}]""", 409, "ERR_STATE_SAVE")]
    [InlineData("POST", "/v1.0/state/cache", """[{"key":"a","value":1,"options":{"concurrency":"odd"}}]""", 500, "ERR_STATE_SAVE")]
    [InlineData("PUT", "/v1.0/state/cache?metadata.ttlInSeconds=x", """[{"key":"a","value":1}]""", 500, "ERR_STATE_SAVE")]
    [InlineData("POST", "/v1.0/state/cache/transaction", """{"operations":[{"operation":"merge","request":{"key":"a"}}]}""", 400, "ERR_NOT_SUPPORTED_STATE_OPERATION")]
    [InlineData("POST", "/v1.0/state/cache/transaction", """{"operations":[{"operation":"delete","request":{"key":"a","etag":"x"}}]}""", 500, "ERR_STATE_TRANSACTION")]
    [InlineData("POST", "/v1.0-alpha1/state/cache/query", "{}", 500, "ERR_STATE_STORE_NOT_SUPPORTED")]
    public async Task Http_Error_HasStatusAndCodeOfDaprd(string method, string path, string? body, int status, string errorCode)
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var request = new HttpRequestMessage(new HttpMethod(method), sidecar.Url() + path);
        request.Content = body is null ? null : new StringContent(body);

        using var response = await sidecar.Http.SendAsync(request, Cancelled);

        ((int)response.StatusCode).Should().Be(status);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        error.GetProperty("errorCode").GetString().Should().Be(errorCode);
        error.GetProperty("message").GetString().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Http_RoundTrip_WorksLikeGrpc()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        var url = sidecar.Url() + "/v1.0/state/cache";
        using var dapr = sidecar.Client();

        using var saved = await sidecar.Http.PostAsJsonAsync(
            url, new[] { new { key = "a", value = (object)new { n = 1 } }, new { key = "b", value = (object)"text" } }, Cancelled);
        using var got = await sidecar.Http.GetAsync(url + "/a", Cancelled);
        using var missing = await sidecar.Http.GetAsync(url + "/none", Cancelled);
        using var bulk = await sidecar.Http.PostAsync(
            url + "/bulk", new StringContent("""{"keys":["a","none"]}"""), Cancelled);
        var etag = got.Headers.NonValidated["ETag"].ToString();

        saved.StatusCode.Should().Be(HttpStatusCode.NoContent);
        missing.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await got.Content.ReadAsStringAsync(Cancelled)).Should().Be("""{"n":1}""");
        (await bulk.Content.ReadAsStringAsync(Cancelled)).Should().Be(
            $$"""[{"key":"a","data":{"n":1},"etag":"{{etag}}"},{"key":"none"}]""");
        (await dapr.GetStateAsync<string>("cache", "b", cancellationToken: Cancelled)).Should().Be("text");
        (await DeleteAsync(sidecar, url + "/a", "stale")).Should().Be(HttpStatusCode.Conflict);
        (await DeleteAsync(sidecar, url + "/a", etag)).Should().Be(HttpStatusCode.NoContent);
        (await dapr.GetStateAsync<string>("cache", "a", cancellationToken: Cancelled)).Should().BeNull();
    }

    [Fact]
    public async Task Http_Transaction_AppliesAll()
    {
        await using var sidecar = await TestSidecar.StartAsync([TestSidecar.State]);
        using var dapr = sidecar.Client();
        await dapr.SaveStateAsync("cache", "old", 1, cancellationToken: Cancelled);

        using var response = await sidecar.Http.PutAsync(
            sidecar.Url() + "/v1.0/state/cache/transaction",
            new StringContent("""
                {"operations":[
                  {"operation":"upsert","request":{"key":"new","value":{"x":[1,2]}}},
                  {"operation":"delete","request":{"key":"old"}}]}
                """),
            Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await dapr.GetStateAsync<JsonElement>("cache", "new", cancellationToken: Cancelled)).GetRawText().Should().Be("""{"x":[1,2]}""");
        (await dapr.GetStateAsync<int?>("cache", "old", cancellationToken: Cancelled)).Should().BeNull();
    }

    private static async Task<HttpStatusCode> DeleteAsync(TestSidecar sidecar, string url, string etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, url);
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        using var response = await sidecar.Http.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    private static async Task CallAsync(Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient dapr, string situation)
    {
        static SaveStateRequest Save(string key, string value = "1") => new()
        {
            StoreName = "cache",
            States = { new StateItem { Key = key, Value = ByteString.CopyFromUtf8(value) } },
        };

        switch (situation)
        {
            case "unknown store":
                await dapr.GetStateAsync(new GetStateRequest { StoreName = "nope", Key = "key" }, cancellationToken: Cancelled);
                break;
            case "illegal key":
                await dapr.SaveStateAsync(Save("a||b"), cancellationToken: Cancelled);
                break;
            case "empty key":
                await dapr.SaveStateAsync(Save(""), cancellationToken: Cancelled);
                break;
            case "stale etag":
                var stale = Save("key");
                stale.States[0].Etag = new Etag { Value = "stale" };
                await dapr.SaveStateAsync(stale, cancellationToken: Cancelled);
                break;
            case "stale etag in delete":
                await dapr.DeleteStateAsync(
                    new DeleteStateRequest { StoreName = "cache", Key = "key", Etag = new Etag { Value = "stale" } },
                    cancellationToken: Cancelled);
                break;
            case "malformed ttl":
                var malformed = Save("key");
                malformed.States[0].Metadata["ttlInSeconds"] = "soon";
                await dapr.SaveStateAsync(malformed, cancellationToken: Cancelled);
                break;
            case "value that is not the JSON it claims to be":
                var claimed = Save("key", "{");
                claimed.States[0].Metadata["contentType"] = "application/json";
                await dapr.SaveStateAsync(claimed, cancellationToken: Cancelled);
                break;
            case "unknown operation":
            case "stale etag in transaction":
                var item = new StateItem { Key = "key", Etag = new Etag { Value = "stale" } };
                var operation = new TransactionalStateOperation
                {
                    OperationType = situation == "unknown operation" ? "merge" : "delete",
                    Request = item,
                };
                await dapr.ExecuteStateTransactionAsync(
                    new ExecuteStateTransactionRequest { StoreName = "cache", Operations = { operation } },
                    cancellationToken: Cancelled);
                break;
            case "query":
                await dapr.QueryStateAlpha1Async(new QueryStateRequest { StoreName = "cache", Query = "{}" }, cancellationToken: Cancelled);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(situation), situation, null);
        }
    }
}
