using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>Makes access tokens by hand, good ones and others.</summary>
internal static class TestTokens
{
    public static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>What a development token of an owner says.</summary>
    public static Dictionary<string, object> Claims(Guid tenantId) => new()
    {
        ["iss"] = "report-scheduler",
        ["aud"] = "report-scheduler",
        ["iat"] = Now,
        ["nbf"] = Now,
        ["exp"] = Now + 3600,
        ["sub"] = "anna",
        ["tenant_id"] = tenantId,
        ["role"] = "owner",
    };

    /// <param name="value">Null leaves the claim out.</param>
    public static Dictionary<string, object> With(Dictionary<string, object> claims, string name, object? value)
    {
        var changed = claims.Where(claim => claim.Key != name).ToDictionary();
        if (value is not null) changed[name] = value;
        return changed;
    }

    public static string Sign(
        Dictionary<string, object> claims, byte[] key, string algorithm = "HS256", Func<byte[], byte[], byte[]>? sign = null)
    {
        var content = $"{Part(new { alg = algorithm, typ = "JWT" })}.{Part(claims)}";
        return $"{content}.{Base64Url.EncodeToString((sign ?? HMACSHA256.HashData)(key, Encoding.ASCII.GetBytes(content)))}";
    }

    public static string Sign(Dictionary<string, object> claims, RSA key, string keyId)
    {
        var content = $"{Part(new { alg = "RS256", typ = "JWT", kid = keyId })}.{Part(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
