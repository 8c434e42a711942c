namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// Runs a query of an embedded database on a thread of the pool, and interrupts it when its time is over or its caller gives up.
/// </summary>
internal sealed class Interruption : IAsyncDisposable
{
    // An interrupt between two steps of a query is lost: it is repeated until the query has ended.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private volatile bool _isOver;

    /// <param name="interrupt">Called from another thread, until disposal has ended.</param>
    public Interruption(Action interrupt, TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _timer = time.CreateTimer(
            _ =>
            {
                _isOver = true;
                interrupt();
            },
            null,
            timeout,
            Period);
    }

    /// <exception cref="ReportException">The time was over.</exception>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(_ => _timer.Change(TimeSpan.Zero, Period), null);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The query was given up.", exception, cancellationToken);
        }
        catch (Exception exception) when (_isOver && exception is not ReportException)
        {
            throw SourceErrors.Timeout(_timeout, exception);
        }
    }

    /// <summary>For a query whose rows flow: ends it as <see cref="RunAsync"/> does.</summary>
    public void ThrowIfOver(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isOver) throw SourceErrors.Timeout(_timeout);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
