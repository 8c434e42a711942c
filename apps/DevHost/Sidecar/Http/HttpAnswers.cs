using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>What HTTP handlers have in common.</summary>
internal static class HttpAnswers
{
    private const string MetadataPrefix = "metadata.";

    public static SidecarException Malformed(string problem) => new(
        StatusCode.InvalidArgument, 400, "ERR_MALFORMED_REQUEST", problem);

    /// <summary>Query parameters <c>metadata.{name}</c>.</summary>
    public static Dictionary<string, string> Metadata(this HttpRequest request) => request.Query
        .Where(parameter => parameter.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal))
        .ToDictionary(parameter => parameter.Key[MetadataPrefix.Length..], parameter => parameter.Value[0] ?? "");

    /// <exception cref="SidecarException">The body is no JSON of this form.</exception>
    public static async Task<T> ReadAsync<T>(this HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw Malformed("failed deserializing HTTP body: it is null");
        }
        catch (JsonException exception)
        {
            throw Malformed($"failed deserializing HTTP body: {exception.Message}");
        }
    }

    public static async Task<byte[]> ReadBytesAsync(this HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    public static void NoContent(this HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    public static Task WriteAsync<T>(this HttpContext context, T value, JsonTypeInfo<T> type, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    /// <summary>A path segment; ASP.NET Core leaves an encoded slash as it is.</summary>
    public static string RouteText(this HttpContext context, string name) =>
        ((string?)context.Request.RouteValues[name] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
