using Microsoft.Extensions.Options;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>
/// Copies files of data sources into a folder of their own, which only this process's user may enter and which goes when the
/// copies are disposed.
/// </summary>
public sealed class SourceFiles(IArtifactStore store, IOptions<DataSourceOptions> options, TimeProvider time) : IDisposable
{
    // Longer than whoever tests a source waits.
    internal static readonly TimeSpan TestTimeout = TimeSpan.FromMinutes(1);

    private const int BufferSize = 128 * 1024;

    // Each query on files may take hundreds of megabytes: so many of them at a time in the process, whatever asks.
    private readonly SemaphoreSlim _places = new(2 * Environment.ProcessorCount);

    private readonly SourceDownloads _downloads = new(new SourceAddresses(options), options.Value);

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _downloads.Dispose();
        _places.Dispose();
    }

    /// <summary>Copies files, one after the other.</summary>
    /// <param name="files">What to copy.</param>
    /// <param name="timeout">For all of them.</param>
    /// <param name="cancellationToken">Stops copying.</param>
    /// <exception cref="ReportException">A file cannot be had or is too large; nothing of it is left.</exception>
    internal async Task<FetchedFiles> FetchAsync(IReadOnlyList<SourceFile> files, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        FetchedFiles? fetched = null;
        try
        {
            fetched = await TakePlaceAsync(stop.Token);
            foreach (var file in files)
                await CopyAsync(file, fetched.Add(file), stop.Token);
            return fetched;
        }
        catch (Exception exception)
        {
            if (fetched is not null) await fetched.DisposeAsync();
            if (exception is IOException io && StorageSpace.IsExhausted(io)) throw StorageSpace.Exhausted(exception);
            if (exception is IOException) throw SourceFileErrors.Unreachable(exception, isTransient: true);
            if (exception is OperationCanceledException && late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw fetched is null ? SourceFileErrors.Busy(exception) : SourceFileErrors.Unreachable(exception, isTransient: true);
            throw;
        }
    }

    private async Task<FetchedFiles> TakePlaceAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return new FetchedFiles(Directory.CreateTempSubdirectory("report-source-").FullName, () => _places.Release());
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    private async Task CopyAsync(SourceFile file, string path, CancellationToken cancellationToken)
    {
        await using var content = await OpenAsync(file, cancellationToken);
        await using var copy = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        });
        var buffer = new byte[BufferSize];
        var total = 0L;
        int read;
        while ((read = await ReadAsync(content, buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > options.Value.MaxFileBytes) throw SourceFileErrors.TooLarge(options.Value.MaxFileBytes);
            await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private Task<Stream> OpenAsync(SourceFile file, CancellationToken cancellationToken)
    {
        if (file.ArtifactPath is { } artifact && file.Url is null)
            return ArtifactContent.OpenAsync(store, artifact, file.ContentEncoding, offset: 0, cancellationToken);
        return file.Url is { } url && file.ArtifactPath is null
            ? _downloads.OpenAsync(url, cancellationToken)
            : throw new ArgumentException("A file is either an artifact or at an address.", nameof(file));
    }

    private static async ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or InvalidDataException)
        {
            throw SourceFileErrors.Unreachable(exception, isTransient: exception is not InvalidDataException);
        }
    }
}
