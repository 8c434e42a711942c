using System.Security.Cryptography;

namespace ReportScheduler.IntegrationTests.Api;

[Collection(ApiTests.Name)]
public sealed class TokenTests(ApiFixture fixture)
{
    public static TheoryData<string, string> Abuses => new()
    {
        { "expired", "token_expired" },
        { "not yet valid", "unauthenticated" },
        { "without expiry", "unauthenticated" },
        { "another audience", "unauthenticated" },
        { "another issuer", "unauthenticated" },
        { "alg none", "unauthenticated" },
        { "alg HS512", "unauthenticated" },
        { "another key", "unauthenticated" },
        { "changed payload", "unauthenticated" },
        { "no tenant", "unauthenticated" },
        { "tenant that is no UUID", "unauthenticated" },
        { "no user", "unauthenticated" },
        { "user with line break", "unauthenticated" },
        { "not a token", "unauthenticated" },
    };

    [Theory]
    [MemberData(nameof(Abuses))]
    public async Task Token_ThatIsNotOurs_Is401(string abuse, string code)
    {
        var owner = await fixture.Host.SignInAsync(ApiHost.NewTenant());
        var good = TestTokens.Claims(owner.TenantId);
        var token = abuse switch
        {
            "expired" => Sign(TestTokens.With(TestTokens.With(good, "exp", TestTokens.Now - 3600), "nbf", TestTokens.Now - 7200)),
            "not yet valid" => Sign(TestTokens.With(good, "nbf", TestTokens.Now + 3600)),
            "without expiry" => Sign(TestTokens.With(good, "exp", null)),
            "another audience" => Sign(TestTokens.With(good, "aud", "somebody-else")),
            "another issuer" => Sign(TestTokens.With(good, "iss", "somebody-else")),
            "alg none" => $"{TestTokens.Part(new { alg = "none", typ = "JWT" })}.{TestTokens.Part(good)}.",
            "alg HS512" => TestTokens.Sign(good, fixture.Host.SigningKey, "HS512", HMACSHA512.HashData),
            "another key" => TestTokens.Sign(good, RandomNumberGenerator.GetBytes(32)),
            "changed payload" => Replace(owner.Token!, 1, TestTokens.Part(TestTokens.With(good, "tenant_id", Guid.CreateVersion7()))),
            "no tenant" => Sign(TestTokens.With(good, "tenant_id", null)),
            "tenant that is no UUID" => Sign(TestTokens.With(good, "tenant_id", "acme")),
            "no user" => Sign(TestTokens.With(good, "sub", null)),
            "user with line break" => Sign(TestTokens.With(good, "sub", "anna\nadmin")),
            _ => "anna",
        };

        var answer = await new ApiClient(fixture.Host.Http, token, owner.TenantId).GetAsync("/v1/me");

        answer.ExpectProblem(401, code);
        (await new ApiClient(fixture.Host.Http, Sign(good), owner.TenantId).GetAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task Token_WithARoleThatIsNone_Is403()
    {
        var owner = await fixture.Host.SignInAsync(ApiHost.NewTenant());
        var token = Sign(TestTokens.With(TestTokens.Claims(owner.TenantId), "role", "root"));

        (await new ApiClient(fixture.Host.Http, token, owner.TenantId).GetAsync("/v1/runs")).ExpectProblem(403, "role_insufficient");
    }

    [Fact]
    public async Task Token_OfATenantThatIsNone_Is403()
    {
        var tenantId = Guid.CreateVersion7();
        var client = new ApiClient(fixture.Host.Http, Sign(TestTokens.Claims(tenantId)), tenantId);

        (await client.GetAsync("/v1/me")).ExpectProblem(403, "tenant_unknown");
        (await client.PostAsync("/v1/data-sources", Tenant.DataSource())).ExpectProblem(403, "tenant_unknown");
    }

    [Fact]
    public async Task DevelopmentToken_ForTheSameSlug_NamesTheSameTenant()
    {
        var slug = ApiHost.NewTenant();

        var (anna, eddy) = (await fixture.Host.SignInAsync(slug), await fixture.Host.SignInAsync(slug, "editor", "eddy"));
        var me = (await eddy.GetAsync("/v1/me")).Expect(200).Json;

        eddy.TenantId.Should().Be(anna.TenantId);
        (me.GetProperty("tenantId").GetGuid(), me.GetProperty("tenant").GetString(), me.GetProperty("user").GetString(), me.GetProperty("role").GetString())
            .Should().Be((anna.TenantId, slug, "eddy", "editor"));
    }

    private string Sign(Dictionary<string, object> claims) => TestTokens.Sign(claims, fixture.Host.SigningKey);

    private static string Replace(string token, int part, string text) => string.Join('.', token.Split('.').Select((old, i) => i == part ? text : old));
}
