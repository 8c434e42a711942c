using System.Runtime.InteropServices;

namespace ReportScheduler.DevHost;

/// <summary>Listens to Ctrl+C, SIGTERM and the end of the terminal, so that everything can be stopped in order.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long? _first;

    public Interruption(TimeProvider time)
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = Take(time)))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    /// <summary>
    /// False lets the signal end this process at once: the second one does, so that nobody has to wait. The apps stop by
    /// themselves then, and the next start sees to PostgreSQL.
    /// </summary>
    private bool Take(TimeProvider time)
    {
        lock (_gate)
        {
            if (_first is null)
            {
                _first = time.GetTimestamp();
                _ = _source.CancelAsync();
            }

            // Terminals signal every process and some wrappers pass it on: that is still the first one.
            return time.GetElapsedTime(_first.Value) < SameSignal;
        }
    }
}
