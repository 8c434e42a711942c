using System.Text.Json;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.IntegrationTests.Workflows;

/// <summary>
/// The scenarios of scenarios.mjs, played once by the independent worker and client @dapr/durabletask-js: an engine that
/// only our own worker understands would not do.
/// </summary>
public sealed class NodeScenarios : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "WorkflowEngine", "node");
    private readonly Dictionary<string, JsonElement> _results = new(StringComparer.Ordinal);
    private string? _skip;
    private string _log = "";

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (!(await new Tool("node", "--version").RunAsync(output: null, cancellation)).Succeeded)
        {
            _skip = "Node.js is not in PATH";
            return;
        }

        await InstallAsync(cancellation);
        await using var engine = TaskHubServer.NewEngine();
        await using var server = await TaskHubServer.StartAsync(engine);
        var played = await new Tool("node", "scenarios.mjs", server.Address.Authority) { WorkingDirectory = Folder }
            .RunAsync(new Lines(Collect), cancellation);
        _log = played.Output;
        await engine.DisposeAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What a scenario has returned, as JSON.</summary>
    public string Result(string scenario)
    {
        Assert.SkipWhen(_skip is not null, _skip ?? "");
        if (!_results.TryGetValue(scenario, out var outcome))
            throw new InvalidOperationException($"Scenario {scenario} left no result. Last lines of node: {_log}");
        return outcome.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"Scenario {scenario}: {error}")
            : outcome.GetProperty("result").GetRawText();
    }

    private static async Task InstallAsync(CancellationToken cancellation)
    {
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc > File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            return;
        var npm = await new Tool(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        {
            WorkingDirectory = Folder,
        }.RunAsync(output: null, cancellation);
        if (!npm.Succeeded)
            throw new InvalidOperationException($"npm ci failed in {Folder}: {npm.Output}");
    }

    private void Collect(string line)
    {
        if (!line.StartsWith("{\"name\":", StringComparison.Ordinal))
            return;
        var outcome = JsonDocument.Parse(line).RootElement;
        lock (_results)
            _results[outcome.GetProperty("name").GetString()!] = outcome;
    }

    private sealed class Lines(Action<string> take) : IProgress<string>
    {
        public void Report(string value) => take(value);
    }
}
