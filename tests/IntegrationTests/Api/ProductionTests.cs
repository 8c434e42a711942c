using ReportScheduler.Api;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>The Api as it runs outside of Development.</summary>
public sealed class ProductionTests(PostgresServer server) : IAsyncLifetime
{
    private IdentityProvider _provider = null!;
    private ApiHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync();
        _host = await ApiHost.StartAsync(
            server, "environment=Production", $"Auth:Authority={_provider.Authority}", "Auth:Audience=api://reports", "Auth:RoleClaim=roles",
            "Logging:LogLevel:Default=None");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Request_WithATokenOfTheProvider_IsTakenWithItsHighestRole()
    {
        var tenantId = await AddTenantAsync();
        var claims = Claims(tenantId, "viewer", "owner", "something else");

        var answer = (await Client(_provider.Sign(claims), tenantId).GetAsync("/v1/me")).Expect(200);

        answer.Json.GetProperty("role").GetString().Should().Be("owner");
        answer.Headers.GetValues("Strict-Transport-Security").Single().Should().StartWith("max-age=31536000");
    }

    [Fact]
    public async Task Request_WithAnyOtherToken_Is401()
    {
        var tenantId = await AddTenantAsync();
        var claims = Claims(tenantId, "owner");
        string[] tokens =
        [
            _provider.Sign(TestTokens.With(claims, "aud", "api://another")),
            _provider.Sign(TestTokens.With(claims, "iss", "https://login.example.com")),
            TestTokens.Sign(claims, _host.SigningKey),
            TestTokens.Sign(TestTokens.Claims(tenantId), _host.SigningKey),
        ];

        foreach (var token in tokens)
            (await Client(token, tenantId).GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task DevelopmentToken_OutsideDevelopment_IsNotThere()
    {
        var answer = await Client(token: null, Guid.Empty).PostAsync("/dev/token", new { tenant = "acme", user = "anna", role = "owner" });

        answer.ExpectProblem(404, "route_not_found");
    }

    [Theory]
    [InlineData("host", "10.0.0.5")]
    [InlineData("host", "localhost")]
    [InlineData("host", "db.localhost.")]
    [InlineData("host", "169.254.169.254")]
    [InlineData("host", "::1")]
    [InlineData("webhook.url", "http://example.com/")]
    [InlineData("webhook.url", "https://127.0.0.1/")]
    [InlineData("webhook.url", "https://[::ffff:10.0.0.1]/")]
    public async Task Address_InsideOurNetwork_Is422(string field, string address)
    {
        var tenantId = await AddTenantAsync();
        var client = Client(_provider.Sign(Claims(tenantId, "owner")), tenantId);

        var answer = field == "host"
            ? await client.PostAsync("/v1/data-sources", Tenant.DataSource(host: address))
            : await client.PostAsync("/v1/destinations", new { name = "Hook", kind = "webhook", webhook = new { url = address } });

        answer.ExpectProblem(422, "invalid_fields").Errors.Should().Equal(new Dictionary<string, string> { [field] = "address_refused" });
    }

    [Theory]
    [InlineData("Auth:Authority=https://login.example.com", "Auth__Audience")]
    [InlineData("Auth:Audience=api://reports", "Auth__Authority")]
    [InlineData("Auth:Authority=http://login.example.com Auth:Audience=api://reports", "https")]
    public void Create_WithoutAProviderThatCanBeTrusted_Refuses(string settings, string named)
    {
        string[] args = ["--environment=Production", "--ConnectionStrings:Postgres=Host=127.0.0.1", .. settings.Split(' ').Select(setting => $"--{setting}")];

        var create = () => ApiApp.Create(args);

        create.Should().Throw<InvalidOperationException>().WithMessage($"*{named}*");
    }

    private async Task<Guid> AddTenantAsync()
    {
        await using var owner = Npgsql.NpgsqlDataSource.Create(_host.Database.Owner);
        await using var insert = owner.CreateCommand("INSERT INTO tenants (id, slug, name) VALUES ($1, $2, $2)");
        var id = Guid.CreateVersion7();
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = ApiHost.NewTenant() });
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return id;
    }

    private ApiClient Client(string? token, Guid tenantId) => new(_host.Http, token, tenantId);

    private Dictionary<string, object> Claims(Guid tenantId, params string[] roles)
    {
        var claims = TestTokens.With(TestTokens.With(TestTokens.Claims(tenantId), "iss", _provider.Authority), "aud", "api://reports");
        claims["roles"] = roles;
        claims.Remove("role");
        return claims;
    }
}
