using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ReportScheduler.DevHost.Demo;

/// <summary>The part of the API that the demo needs, called as the owner of the tenant <c>demo</c>.</summary>
internal sealed class DemoApi : IDisposable
{
    private readonly HttpClient _client;

    private DemoApi(HttpClient client) => _client = client;

    /// <summary>Signs in.</summary>
    public static async Task<DemoApi> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var api = new DemoApi(new HttpClient { BaseAddress = address });
        try
        {
            var token = await api.SendAsync(
                HttpMethod.Post, "/dev/token", new TokenBody("demo", "demo", "owner"), DevHostJson.Default.TokenBody, etag: null, cancellationToken);
            api._client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
            return api;
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    /// <summary>The object of that name; null if there is none.</summary>
    public async Task<JsonElement?> FindAsync(string collection, string name, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var path = $"/v1/{collection}?limit=200{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}";
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            var page = await ReadAsync(response, cancellationToken);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                if (item.GetProperty("name").GetString() == name)
                    return item;
            }

            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return null;
    }

    /// <summary>Creates an object.</summary>
    public Task<JsonElement> CreateAsync<T>(string collection, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"/v1/{collection}", body, type, etag: null, cancellationToken);

    /// <summary>Replaces an object, whatever its version is.</summary>
    public async Task ReplaceAsync<T>(string collection, Guid id, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var path = $"/v1/{collection}/{id}";
        using var current = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        await ReadAsync(current, cancellationToken);
        await SendAsync(HttpMethod.Put, path, body, type, current.Headers.ETag, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> SendAsync<T>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> type, EntityTagHeaderValue? etag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        if (etag is not null)
            request.Headers.IfMatch.Add(etag);
        using var response = await _client.SendAsync(request, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new HttpRequestException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath} answered {(int)response.StatusCode}: {text}");
    }
}
