using ReportScheduler.EndToEndTests.Platforms;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.EndToEndTests;

/// <summary>A test with a platform of its own; when it fails, what the apps wrote is shown.</summary>
public abstract class EndToEndTest(PostgresServer server) : IAsyncDisposable
{
    private const int LinesShown = 60;
    private readonly List<Platform> _platforms = [];

    /// <summary>Work of a few runs is done within this time, also on a busy machine.</summary>
    protected static TimeSpan Soon { get; } = TimeSpan.FromSeconds(60);

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected PostgresServer Server => server;

    /// <summary>Ends the platforms.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var platform in _platforms)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                TestContext.Current.TestOutputHelper?.WriteLine(platform.Tail(LinesShown));
            await platform.DisposeAsync();
        }
    }

    private protected Task<Platform> CreatePlatformAsync(params (string Name, string Value)[] settings) =>
        CreatePlatformAsync(server, settings);

    private protected async Task<Platform> CreatePlatformAsync(
        PostgresServer on, (string Name, string Value)[] settings, PostgresServer? ledgerServer = null)
    {
        var platform = await Platform.CreateAsync(
            on, settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value), Cancelled, ledgerServer);
        _platforms.Add(platform);
        return platform;
    }
}
