using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>An owner of a tenant of its own, who uses the HTTP API.</summary>
internal sealed class Tenant : IDisposable
{
    private readonly HttpClient _http;

    private Tenant(HttpClient http) => _http = http;

    public required Guid Id { get; init; }

    public static async Task<Tenant> CreateAsync(Uri api, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = api, Timeout = TimeSpan.FromMinutes(2) };
        var slug = $"t-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        using var response = await http.PostAsJsonAsync("/dev/token", new { tenant = slug, user = "ann@example.com", role = "owner" }, cancellationToken);
        var token = await ReadAsync<TokenBody>(response, cancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.AccessToken);
        return new Tenant(http) { Id = token.TenantId };
    }

    /// <summary>Adds a report on the source.</summary>
    /// <returns>Its id.</returns>
    public Task<Guid> CreateReportAsync(SourceDatabase source, string sql, CancellationToken cancellationToken) =>
        CreateReportAsync(source, sql, output: null, cancellationToken);

    public async Task<Guid> CreateReportAsync(SourceDatabase source, string sql, object? output, CancellationToken cancellationToken)
    {
        var dataSource = await PostAsync<IdBody>("/v1/data-sources", new
        {
            name = UniqueName("source"),
            kind = "postgresql",
            host = source.Host,
            port = source.Port,
            database = source.Database,
            username = source.Username,
            password = source.Password,
            sslMode = "disable",
        }, cancellationToken);
        var report = await PostAsync<IdBody>(
            "/v1/reports", new { name = UniqueName("Sales"), dataSourceId = dataSource.Id, sql, parameters = Array.Empty<object>(), output }, cancellationToken);
        return report.Id;
    }

    /// <summary>Adds a report on the newest CSV file of another one, which is its table <c>t</c>.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> CreateReportOnFileAsync(Guid reportId, string sql, CancellationToken cancellationToken)
    {
        var dataSource = await PostAsync<IdBody>(
            "/v1/data-sources",
            new { name = UniqueName("files"), kind = "duckdb", files = new[] { new { name = "t", format = "csv", reportId } } },
            cancellationToken);
        var report = await PostAsync<IdBody>(
            "/v1/reports", new { name = UniqueName("Files"), dataSourceId = dataSource.Id, sql, parameters = Array.Empty<object>() }, cancellationToken);
        return report.Id;
    }

    public async Task<Guid> CreateEmailAsync(string to, CancellationToken cancellationToken)
    {
        var body = new { name = UniqueName("mail"), kind = "email", email = new { to = new[] { to }, subject = "Ready: {report}", body = "Here it is." } };
        return (await PostAsync<IdBody>("/v1/destinations", body, cancellationToken)).Id;
    }

    /// <returns>Its id, and the secret it signs with.</returns>
    public async Task<(Guid Id, string Secret)> CreateWebhookAsync(string url, CancellationToken cancellationToken)
    {
        var created = await PostAsync<WebhookBody>(
            "/v1/destinations", new { name = UniqueName("hook"), kind = "webhook", webhook = new { url } }, cancellationToken);
        return (created.Id, created.Secret);
    }

    public async Task<Guid> CreateScheduleAsync(Guid reportId, string cron, IEnumerable<Guid> destinationIds, CancellationToken cancellationToken)
    {
        var body = new { name = UniqueName("schedule"), reportId, cron, timeZone = "Europe/Berlin", parameters = new { }, destinationIds };
        return (await PostAsync<IdBody>("/v1/schedules", body, cancellationToken)).Id;
    }

    /// <param name="timing">As the API takes it.</param>
    /// <param name="rules">As the API takes them.</param>
    public async Task<Guid> CreateScheduleAsync(
        Guid reportId, object timing, object rules, IEnumerable<Guid> destinationIds, CancellationToken cancellationToken) =>
        (await PostAsync<IdBody>(
            "/v1/schedules", new { name = UniqueName("schedule"), reportId, timing, rules, parameters = new { }, destinationIds }, cancellationToken)).Id;

    public async Task PostEventAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("/v1/events", new { name }, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Runs the past fires of a schedule again.</summary>
    /// <returns>The backfill's id.</returns>
    public async Task<Guid> BackfillAsync(Guid scheduleId, DateTimeOffset from, DateTimeOffset to, int concurrency, CancellationToken cancellationToken) =>
        (await PostAsync<IdBody>($"/v1/schedules/{scheduleId}/backfills", new { from, to, concurrency }, cancellationToken)).Id;

    public async Task<IReadOnlyList<RunBody>> ListBackfillRunsAsync(Guid backfillId, CancellationToken cancellationToken) =>
        (await GetAsync<PageBody<RunBody>>($"/v1/runs?backfillId={backfillId}&limit=200", cancellationToken)).Items;

    public Task PauseScheduleAsync(Guid id, CancellationToken cancellationToken) =>
        PostAsync<JsonElement>($"/v1/schedules/{id}/pause", new { note = "enough" }, cancellationToken);

    /// <summary>Asks for a run now.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> RunAsync(Guid reportId, IEnumerable<Guid> destinationIds, CancellationToken cancellationToken) =>
        (await PostAsync<IdBody>("/v1/runs", new { reportId, destinationIds }, cancellationToken)).Id;

    public Task<RunBody> GetRunAsync(Guid id, CancellationToken cancellationToken) => GetAsync<RunBody>($"/v1/runs/{id}", cancellationToken);

    public Task<RunBody> CancelRunAsync(Guid id, CancellationToken cancellationToken) =>
        PostAsync<RunBody>($"/v1/runs/{id}/cancel", null, cancellationToken);

    public Task<RunBody> RetryRunAsync(Guid id, CancellationToken cancellationToken) =>
        PostAsync<RunBody>($"/v1/runs/{id}/retry", null, cancellationToken);

    public async Task<IReadOnlyList<RunBody>> ListRunsAsync(Guid scheduleId, CancellationToken cancellationToken) =>
        (await GetAsync<PageBody<RunBody>>($"/v1/runs?scheduleId={scheduleId}&limit=200", cancellationToken)).Items;

    public Task<byte[]> DownloadAsync(Guid artifactId, CancellationToken cancellationToken) =>
        _http.GetByteArrayAsync($"/v1/artifacts/{artifactId}/content", cancellationToken);

    /// <summary>Follows a run's events to their end.</summary>
    public async IAsyncEnumerable<EventBody> FollowRunAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/runs/{id}/events");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.EventType == "end")
                yield break;
            yield return JsonSerializer.Deserialize<EventBody>(item.Data, JsonSerializerOptions.Web)!;
        }

        throw new InvalidOperationException("The stream of events broke off before its end.");
    }

    public void Dispose() => _http.Dispose();

    private static string UniqueName(string name) => $"{name} {RandomNumberGenerator.GetHexString(6, lowercase: true)}";

    private async Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, body, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<T>(cancellationToken))!
            : throw new HttpRequestException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} answered {(int)response.StatusCode}: "
                + await response.Content.ReadAsStringAsync(cancellationToken));

    private sealed record IdBody(Guid Id);

    private sealed record TokenBody(string AccessToken, Guid TenantId);

    private sealed record WebhookBody(Guid Id, string Secret);

    private sealed record PageBody<T>(IReadOnlyList<T> Items);
}
