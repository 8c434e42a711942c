using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ReportScheduler.ServiceDefaults.Lifetime;

/// <summary>
/// With <c>Lifetime:ExitWhenStdinCloses</c> the app stops when its standard input ends, so that a child process does not
/// outlive a parent that was killed.
/// </summary>
internal sealed class StandardInputLifetime(IConfiguration configuration, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.GetValue<bool>("Lifetime:ExitWhenStdinCloses")) return;

        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        // A read of a pipe cannot be cancelled on every system, so it must not hold up the shutdown.
        await Task.Run(
            async () =>
            {
                while (await input.ReadAsync(buffer, CancellationToken.None) > 0)
                {
                }
            },
            CancellationToken.None).WaitAsync(stoppingToken);
        lifetime.StopApplication();
    }
}
