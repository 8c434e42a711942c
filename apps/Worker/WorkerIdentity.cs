using Microsoft.Extensions.Options;

namespace ReportScheduler.Worker;

/// <summary>This process: its name in the ledger, and its end.</summary>
internal sealed class WorkerIdentity : IDisposable
{
    private readonly CancellationTokenSource _drained = new();
    private readonly CancellationTokenRegistration _stopping;

    public WorkerIdentity(IHostApplicationLifetime lifetime, IOptions<WorkerOptions> options)
    {
        Stopping = lifetime.ApplicationStopping;
        _stopping = Stopping.Register(() => _drained.CancelAfter(TimeSpan.FromSeconds(options.Value.DrainSeconds)));
    }

    /// <summary>Machine and process, for people who look for the logs.</summary>
    public string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Take no new runs.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Leave what is not done to another worker.</summary>
    public CancellationToken Drained => _drained.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _drained.Dispose();
    }
}
