using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Ends what runs on a connection when a caller gives up: the server is asked to, and if it does not answer for a while the
/// connection is broken.
/// </summary>
internal sealed class PostgreSqlCancellation(NpgsqlConnection connection, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _breaking = new(Timeout.InfiniteTimeSpan, time);
    private readonly Lock _gate = new();
    private Task? _asking;

    /// <summary>Breaks the connection; for operations of Npgsql's that would do so at once.</summary>
    public CancellationToken Breaking => _breaking.Token;

    /// <summary>Ends what runs when a token is cancelled.</summary>
    public CancellationTokenRegistration StopOn(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static state => ((PostgreSqlCancellation)state!).Stop(), this);

    /// <summary>Ends what runs.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_asking is not null) return;
            _breaking.CancelAfter(Grace);
            _asking = Task.Run(() => NpgsqlInternals.AskToCancel(connection));
        }
    }

    /// <summary>Waits until nobody is asking any more, so that the connection's next query is not the one that is ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_asking is { } asking) await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _breaking.Dispose();
    }
}
