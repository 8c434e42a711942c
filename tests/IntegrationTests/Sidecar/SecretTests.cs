using System.Net.Http.Json;
using System.Text.Json;
using Dapr;
using Grpc.Core;

namespace ReportScheduler.IntegrationTests.Sidecar;

public sealed class SecretTests
{
    private const string FileStore = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: secrets
        spec:
          type: secretstores.local.file
          version: v1
          metadata:
            - name: secretsFile
              envRef: SECRETS_FILE
            - name: multiValued
              value: "{multiValued}"
        """;

    private const string EnvironmentStore = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: environment
        spec:
          type: secretstores.local.env
          version: v1
          metadata:
            - name: prefix
              value: "{prefix}"
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetSecret_NestedNames_AreJoinedByTheSeparator()
    {
        await using var sidecar = await StartAsync(multiValued: false);
        using var dapr = sidecar.Client();

        var plain = await dapr.GetSecretAsync("secrets", "plain", cancellationToken: Cancelled);
        var nested = await dapr.GetSecretAsync("secrets", "database:users:1", cancellationToken: Cancelled);
        var all = await dapr.GetBulkSecretAsync("secrets", cancellationToken: Cancelled);

        plain.Should().Equal(new Dictionary<string, string> { ["plain"] = "one" });
        nested.Should().Equal(new Dictionary<string, string> { ["database:users:1"] = "b" });
        all.Keys.Should().BeEquivalentTo("plain", "database:password", "database:users:0", "database:users:1", "database:port");
        all["database:port"].Should().Equal(new Dictionary<string, string> { ["database:port"] = "5432" });
    }

    [Fact]
    public async Task GetSecret_MultiValued_ReturnsAllValuesOfOneSecret()
    {
        await using var sidecar = await StartAsync(multiValued: true);
        using var dapr = sidecar.Client();

        var secret = await dapr.GetSecretAsync("secrets", "database", cancellationToken: Cancelled);

        secret.Should().Contain("password", "two").And.Contain("users:0", "a").And.Contain("port", "5432");
    }

    [Fact]
    public async Task GetSecret_Environment_HidesDaprsOwnVariables()
    {
        await using var sidecar = await TestSidecar.StartAsync(
            [EnvironmentStore.Replace("{prefix}", "", StringComparison.Ordinal)],
            configure: options => options with
            {
                Environment = new Dictionary<string, string> { ["MY_SECRET"] = "yes", ["DAPR_API_TOKEN"] = "no", ["app_api_token"] = "no" },
            });
        using var dapr = sidecar.Client();

        var mine = await dapr.GetSecretAsync("environment", "MY_SECRET", cancellationToken: Cancelled);
        var hidden = await dapr.GetSecretAsync("environment", "DAPR_API_TOKEN", cancellationToken: Cancelled);
        var all = await dapr.GetBulkSecretAsync("environment", cancellationToken: Cancelled);

        mine["MY_SECRET"].Should().Be("yes");
        hidden["DAPR_API_TOKEN"].Should().BeEmpty();
        all.Keys.Should().Contain("MY_SECRET").And.NotContain("DAPR_API_TOKEN").And.NotContain("app_api_token");
    }

    [Fact]
    public async Task GetSecret_EnvironmentWithPrefix_IsNamedWithoutIt()
    {
        await using var sidecar = await TestSidecar.StartAsync(
            [EnvironmentStore.Replace("{prefix}", "REPORT_", StringComparison.Ordinal)],
            configure: options => options with
            {
                Environment = new Dictionary<string, string> { ["REPORT_KEY"] = "value" },
            });
        using var dapr = sidecar.Client();

        var all = await dapr.GetBulkSecretAsync("environment", cancellationToken: Cancelled);

        all.Should().ContainSingle().Which.Value.Should().Equal(new Dictionary<string, string> { ["KEY"] = "value" });
    }

    [Theory]
    [InlineData("nope", "plain", StatusCode.InvalidArgument, 401, "ERR_SECRET_STORE_NOT_FOUND")]
    [InlineData("secrets", "missing", StatusCode.Internal, 500, "ERR_SECRET_GET")]
    public async Task GetSecret_Error_HasStatusOfDaprd(string store, string key, StatusCode grpc, int http, string errorCode)
    {
        await using var sidecar = await StartAsync(multiValued: false);
        using var dapr = sidecar.Client();

        var get = () => dapr.GetSecretAsync(store, key, cancellationToken: Cancelled);
        using var response = await sidecar.Http.GetAsync($"{sidecar.Url()}/v1.0/secrets/{store}/{key}", Cancelled);

        (await get.Should().ThrowAsync<DaprException>()).WithInnerException<RpcException>().Which.StatusCode.Should().Be(grpc);
        ((int)response.StatusCode).Should().Be(http);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        error.GetProperty("errorCode").GetString().Should().Be(errorCode);
    }

    [Fact]
    public async Task GetSecret_NoStore_IsFailedPrecondition()
    {
        await using var sidecar = await TestSidecar.StartAsync([]);
        using var dapr = sidecar.Client();

        var get = () => dapr.GetSecretAsync("secrets", "plain", cancellationToken: Cancelled);
        using var response = await sidecar.Http.GetAsync(sidecar.Url() + "/v1.0/secrets/secrets/bulk", Cancelled);

        (await get.Should().ThrowAsync<DaprException>())
            .WithInnerException<RpcException>().Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        ((int)response.StatusCode).Should().Be(500);
        (await response.Content.ReadAsStringAsync(Cancelled)).Should().Contain("ERR_SECRET_STORES_NOT_CONFIGURED");
    }

    [Fact]
    public async Task Http_Secrets_AreMaps()
    {
        await using var sidecar = await StartAsync(multiValued: false);

        var one = await sidecar.Http.GetStringAsync(sidecar.Url() + "/v1.0/secrets/secrets/plain", Cancelled);
        var all = await sidecar.Http.GetFromJsonAsync<JsonElement>(sidecar.Url() + "/v1.0/secrets/secrets/bulk", Cancelled);

        one.Should().Be("""{"plain":"one"}""");
        all.GetProperty("database:password").GetRawText().Should().Be("""{"database:password":"two"}""");
    }

    private static async Task<TestSidecar> StartAsync(bool multiValued)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file, """{"plain":"one","database":{"password":"two","users":["a","b"],"port":5432}}""", Cancelled);
            return await TestSidecar.StartAsync(
                [FileStore.Replace("{multiValued}", multiValued ? "true" : "false", StringComparison.Ordinal)],
                configure: options => options with
                {
                    Environment = new Dictionary<string, string> { ["SECRETS_FILE"] = file },
                });
        }
        finally
        {
            File.Delete(file);
        }
    }
}
