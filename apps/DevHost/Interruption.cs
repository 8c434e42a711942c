using System.Runtime.InteropServices;

namespace ReportScheduler.DevHost;

/// <summary>Listens to Ctrl+C, SIGTERM and the end of the terminal, so that everything can be stopped in order.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            // The second one ends this process at once; the apps stop by themselves then, and the next start sees to PostgreSQL.
            context.Cancel = !_source.IsCancellationRequested;
            _source.Cancel();
        }))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }
}
