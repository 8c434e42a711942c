using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>A database of DuckDB over fetched files, for one query.</summary>
internal sealed class DuckDbSession : IAsyncDisposable
{
    private readonly FetchedFiles _files;

    public DuckDbSession(FetchedFiles files, TimeSpan timeout, TimeProvider time)
    {
        _files = files;
        Connection = new DuckDBConnection("DataSource=:memory:");
        Interruption = new Interruption(Interrupt, timeout, time);
    }

    public DuckDBConnection Connection { get; }

    public Interruption Interruption { get; }

    /// <exception cref="ReportException">A file is not what its format says, or the time was over.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Interruption.RunAsync(() => { DuckDbDatabase.Open(Connection, _files); return true; }, cancellationToken);
        }
        catch (DuckDBException exception) when (IsOutOfMemory(exception))
        {
            throw new ReportException(
                ReportErrors.SourceFileTooLarge, "A file needs more memory than it may have: it has too many columns, or rows that are too long.", exception);
        }
        catch (DuckDBException exception)
        {
            throw SourceFileErrors.Invalid(
                "A file cannot be read as what it is said to be: " + SourceErrors.Failed(_files.WithoutPaths(exception.Message)).Message, exception);
        }
    }

    /// <exception cref="ReportException">The query was refused, failed, or its time was over.</exception>
    public async Task<T> RunAsync<T>(Func<DuckDBConnection, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Interruption.RunAsync(() => work(Connection), cancellationToken);
        }
        catch (Exception exception) when (ErrorOf(exception) is { } error)
        {
            throw error;
        }
    }

    /// <summary>What a tenant may read about an error of DuckDB's; null for a defect of ours.</summary>
    public ReportException? ErrorOf(Exception exception) => exception switch
    {
        DuckDBException when IsOutOfMemory(exception) => SourceErrors.Failed("The query needs more memory than it may have.", exception),
        DuckDBException or ArgumentException or InvalidCastException or FormatException or OverflowException =>
            SourceErrors.Failed(_files.WithoutPaths(exception.Message), exception),
        InvalidOperationException { Source: "DuckDB.NET.Data" } => SourceErrors.Failed(
            "The query has a parameter without a value: write parameters as @name.", exception),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await Interruption.DisposeAsync();
        await Connection.DisposeAsync();
        await _files.DisposeAsync();
    }

    private static bool IsOutOfMemory(Exception exception) => exception.Message.StartsWith("Out of Memory", StringComparison.Ordinal);

    private void Interrupt()
    {
        if (Connection.State == System.Data.ConnectionState.Open)
            NativeMethods.Startup.DuckDBInterrupt(Connection.NativeConnection);
    }
}
