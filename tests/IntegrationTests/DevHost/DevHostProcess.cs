using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ReportScheduler.DevHost.Apps;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.IntegrationTests.DevHost;

/// <summary>DevHost as a developer runs it.</summary>
internal sealed class DevHostProcess : IDisposable
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Process _process;

    public DevHostProcess(int port, string dataFolder, params string[] options)
    {
        Client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        var devHost = AppLocator.Find(AppContext.BaseDirectory, "DevHost");
        _process = (devHost with
        {
            Arguments = [.. devHost.Arguments, "--port", port.ToString(CultureInfo.InvariantCulture), "--data", dataFolder, "--no-ui", .. options],
            Environment = new Dictionary<string, string?> { ["ConnectionStrings__Postgres"] = null },
        }).Start(TakeOutput, line => Append(_errors, line));
    }

    /// <summary>Calls the gateway.</summary>
    public HttpClient Client { get; }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>Waits for the line with the address.</summary>
    public async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        var ended = _process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(_ready.Task, ended).WaitAsync(TimeSpan.FromMinutes(4), cancellationToken);
        first.Should().BeSameAs(_ready.Task, "it should be ready, but it wrote: {0}", Errors);
    }

    public async Task SignInAsync(CancellationToken cancellationToken)
    {
        using var response = await Client.PostAsJsonAsync(
            "/dev/token", new { tenant = "demo", user = "test", role = "viewer" }, cancellationToken);
        var token = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
    }

    public async Task<JsonElement[]> ItemsAsync(string path, CancellationToken cancellationToken) =>
        [.. (await Client.GetFromJsonAsync<JsonElement>(path, cancellationToken)).GetProperty("items").EnumerateArray()];

    /// <summary>kill -9, and nothing but this process.</summary>
    public void Kill() => _process.Kill(entireProcessTree: false);

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        (await new Tool("kill", "-TERM", id).RunAsync(output: null, cancellationToken)).Succeeded.Should().BeTrue();
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        Client.Dispose();
    }

    private void TakeOutput(string line)
    {
        Append(_output, line);
        _ready.TrySetResult();
    }

    private static void Append(StringBuilder text, string line)
    {
        lock (text)
            text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
