using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>Calls the Api as one user.</summary>
internal sealed class ApiClient(HttpClient http, string? token, Guid tenantId)
{
    public string? Token => token;

    public Guid TenantId => tenantId;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiAnswer> PutAsync(string path, object body, string? ifMatch) => SendAsync(HttpMethod.Put, path, body, ifMatch);

    public Task<ApiAnswer> DeleteAsync(string path, string? ifMatch) => SendAsync(HttpMethod.Delete, path, body: null, ifMatch);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = CreateRequest(method, path);
        if (body is not null) request.Content = body as HttpContent ?? JsonContent.Create(body);
        // A server may hang up on a body that it refuses to read, and the answer be lost with the connection.
        request.Headers.ExpectContinue = body is HttpContent;
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await ApiAnswer.ReadAsync(response);
    }

    /// <summary>A request with the user's token, for what the other members do not offer.</summary>
    public HttpRequestMessage CreateRequest(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    /// <summary>Sends a request; the body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
}

/// <summary>A response that was read to its end.</summary>
internal sealed record ApiAnswer(int Status, string? ContentType, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? ETag => Headers.ETag?.ToString();

    public Guid Id => Json.GetProperty("id").GetGuid();

    /// <summary>The stable code of a problem.</summary>
    public string? Code => Json.GetProperty("code").GetString();

    /// <summary>The codes of a problem's errors, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors => Json.GetProperty("errors").EnumerateArray()
        .ToDictionary(error => error.GetProperty("field").GetString()!, error => error.GetProperty("code").GetString()!);

    public static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.ToString(),
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response.Headers);

    /// <summary>This answer, if it has the status.</summary>
    public ApiAnswer Expect(int status)
    {
        Status.Should().Be(status, "the answer was {0}", Text);
        return this;
    }

    /// <summary>This answer, if it is a problem of this status and code.</summary>
    public ApiAnswer ExpectProblem(int status, string code)
    {
        Expect(status);
        ContentType.Should().Be("application/problem+json");
        Code.Should().Be(code);
        return this;
    }
}
