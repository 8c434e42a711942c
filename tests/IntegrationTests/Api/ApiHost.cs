using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using ReportScheduler.Api;
using ReportScheduler.IntegrationTests.Sidecar;
using ReportScheduler.TestKit;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>The Api on a real port, with a sidecar and a database of its own.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private static readonly string[] Secrets = ["auth-signing-key", "data-key"];

    private readonly WebApplication _app;
    private readonly TestSidecar _sidecar;
    private readonly DirectoryInfo _folder;

    private ApiHost(WebApplication app, TestSidecar sidecar, TestDatabase database, DirectoryInfo folder, int port, byte[] signingKey)
    {
        (_app, _sidecar, Database, _folder, SigningKey) = (app, sidecar, database, folder, signingKey);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>Sends no token.</summary>
    public HttpClient Http { get; }

    public TestDatabase Database { get; }

    public TestSidecar Sidecar => _sidecar;

    /// <summary>What the tokens are signed with.</summary>
    public byte[] SigningKey { get; }

    public string ArtifactsFolder => Path.Combine(_folder.FullName, "artifacts");

    public IServiceProvider Services => _app.Services;

    /// <param name="server">Where the database is made.</param>
    /// <param name="settings">Configuration besides the usual, <c>Name=value</c>.</param>
    public static Task<ApiHost> StartAsync(PostgresServer server, params string[] settings) => StartAsync(server, _ => { }, settings);

    /// <inheritdoc cref="StartAsync(PostgresServer, string[])"/>
    /// <param name="changeSecrets">Changes the secret store before the start.</param>
    public static async Task<ApiHost> StartAsync(PostgresServer server, Action<Dictionary<string, string>> changeSecrets, params string[] settings)
    {
        var database = await TestDatabase.CreateAsync(server);
        var folder = Directory.CreateTempSubdirectory("api-");
        var secrets = Secrets.ToDictionary(name => name, _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        changeSecrets(secrets);
        var secretsFile = Path.Combine(folder.FullName, "secrets.json");
        await File.WriteAllTextAsync(secretsFile, JsonSerializer.Serialize(secrets), TestContext.Current.CancellationToken);

        var port = FreePorts.Take();
        var instance = TestSidecar.NewApp(ApiApp.AppId, port);
        var sidecar = await TestSidecar.StartAsync(
            [TestSidecar.State, TestSidecar.PubSub, SecretStore(secretsFile)],
            [instance],
            options => options with { ApiToken = "api-token", AppApiToken = "app-token" });
        var app = ApiApp.Create(
        [
            $"--urls=http://127.0.0.1:{port}",
            $"--ConnectionStrings:Postgres={database.Tenant}",
            $"--Artifacts:Folder={Path.Combine(folder.FullName, "artifacts")}",
            $"--DAPR_GRPC_PORT={instance.GrpcPort}",
            $"--DAPR_HTTP_PORT={instance.HttpPort}",
            "--DAPR_API_TOKEN=api-token",
            "--APP_API_TOKEN=app-token",
            "--Logging:LogLevel:Default=Warning",
            .. settings.Select(setting => $"--{setting}"),
        ]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiHost(app, sidecar, database, folder, port, Convert.FromBase64String(secrets[Secrets[0]]));
    }

    /// <summary>A client with a token of <c>/dev/token</c>.</summary>
    public async Task<ApiClient> SignInAsync(string tenant, string role = "owner", string user = "anna")
    {
        using var response = await Http.PostAsJsonAsync("/dev/token", new { tenant, user, role }, TestContext.Current.CancellationToken);
        var token = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return new ApiClient(Http, token.GetProperty("accessToken").GetString()!, token.GetProperty("tenantId").GetGuid());
    }

    /// <summary>Makes a schedule due at a time of the past, as if no Scheduler had looked since.</summary>
    public async Task SetDueAsync(Guid scheduleId, DateTimeOffset due)
    {
        await using var owner = NpgsqlDataSource.Create(Database.Owner);
        await using var update = owner.CreateCommand("UPDATE timers SET next_fire_at = $1 WHERE schedule_id = $2");
        update.Parameters.Add(new() { Value = due });
        update.Parameters.Add(new() { Value = scheduleId });
        (await update.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).Should().Be(1);
    }

    /// <summary>The first value that a statement of the database's owner gives.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(Database.Owner);
        await using var command = owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A name for a tenant that no other test uses.</summary>
    public static string NewTenant() => $"t-{Guid.CreateVersion7():n}";

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _sidecar.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string SecretStore(string file) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: secrets
        spec:
          type: secretstores.local.file
          version: v1
          metadata:
            - name: secretsFile
              value: {file}
            - name: nestedSeparator
              value: ":"
        """;
}
