using System.Security.Cryptography;
using ReportScheduler.DevHost.Sidecar;
using ReportScheduler.TestKit.Processes;

namespace ReportScheduler.TestKit.Sidecars;

/// <summary>
/// The Dapr sidecars of one set of apps, isolated from all others: daprd with its control plane where the environment
/// variable DAPRD_PATH names a folder with the binaries, else the embedded development sidecar in this process.
/// </summary>
public abstract class SidecarRuntime : IAsyncDisposable
{
    /// <summary>What the apps must send (their DAPR_API_TOKEN).</summary>
    public string ApiToken { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>What the apps get (their APP_API_TOKEN).</summary>
    public string AppApiToken { get; } = RandomNumberGenerator.GetHexString(32);

    /// <summary>What the sidecars wrote.</summary>
    public ProcessLog Log { get; } = new();

    /// <summary>Makes the sidecars that the environment asks for; none runs yet.</summary>
    public static SidecarRuntime Create(SidecarSetup setup)
    {
        if (Environment.GetEnvironmentVariable("DAPRD_PATH") is not { Length: > 0 } binaries)
            return new EmbeddedRuntime(setup);
        if (OperatingSystem.IsWindows())
            throw new NotSupportedException("The tests run daprd on Linux and macOS only: unset DAPRD_PATH.");
        return new DaprdRuntime(setup, Path.GetFullPath(binaries));
    }

    /// <summary>Starts what all sidecars share.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Starts the sidecar of one app instance, on ports of its own; it can be called when this returns.</summary>
    public abstract Task<SidecarApp> AddAsync(string appId, int appPort, CancellationToken cancellationToken);

    /// <summary>Ends the sidecar of one app instance, as by kill.</summary>
    public abstract Task RemoveAsync(SidecarApp app);

    /// <summary>Starts the sidecar of an app instance that was removed, on the same ports.</summary>
    public abstract Task ReturnAsync(SidecarApp app, CancellationToken cancellationToken);

    /// <summary>
    /// Ends all sidecars as by kill, takes from them everything they and their stores remember (messages, workflows,
    /// timers, cached values), and starts them again on the same ports.
    /// </summary>
    public abstract Task RestartWithoutMemoryAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
