using System.Text.Json;
using Microsoft.Extensions.Logging;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.DevHost.Sidecar;

namespace ReportScheduler.Benchmarks.Ours;

/// <summary>
/// The embedded development sidecar in a process of its own, so that its CPU time can be told. One process serves all apps,
/// as one daprd each would.
/// </summary>
internal static class SidecarProcess
{
    public const string Verb = "sidecar";

    /// <summary>Writes the options to a file and tells how to start the sidecar with them.</summary>
    public static async Task<Tool> CommandAsync(SidecarOptions options, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "sidecar.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(options), cancellationToken);
        return OwnProgram.With(Verb, file);
    }

    /// <summary>Serves until standard input ends.</summary>
    public static async Task<int> ServeAsync(string optionsFile, CancellationToken cancellationToken)
    {
        var options = JsonSerializer.Deserialize<SidecarOptions>(await File.ReadAllTextAsync(optionsFile, cancellationToken))!;
        using var logging = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true));
        await using var sidecar = await EmbeddedSidecar.StartAsync(options, logging, TimeProvider.System, cancellationToken);
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
        }

        return 0;
    }
}
