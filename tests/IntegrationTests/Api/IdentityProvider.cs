using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>An OpenID Connect provider as far as an API needs one: metadata and a public key, on a loopback port.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private const string KeyId = "key-1";

    private readonly WebApplication _server;
    private readonly RSA _key = RSA.Create(2048);

    private IdentityProvider(int port)
    {
        Authority = $"http://127.0.0.1:{port}";
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public string Authority { get; }

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider(FreePorts.Take());
        await provider._server.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public string Sign(Dictionary<string, object> claims) => TestTokens.Sign(claims, _key, KeyId);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return context.Request.Path == "/keys"
            ? context.Response.WriteAsJsonAsync(new
            {
                keys = new[] { new { kty = "RSA", use = "sig", kid = KeyId, n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } },
            })
            : context.Response.WriteAsJsonAsync(new { issuer = Authority, jwks_uri = $"{Authority}/keys" });
    }
}
