using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ReportScheduler.Reports.Artifacts;

/// <summary>Artifacts as block blobs of one container.</summary>
public sealed class BlobArtifactStore : IArtifactStore
{
    private const DeleteSnapshotsOption IncludeSnapshots = DeleteSnapshotsOption.IncludeSnapshots;
    private readonly BlobContainerClient _container;
    private volatile bool _containerExists;

    /// <param name="options">Names the account and the container.</param>
    public BlobArtifactStore(ArtifactOptions options)
    {
        var service = options.BlobServiceUri is { } uri
            ? new BlobServiceClient(uri, new DefaultAzureCredential())
            : new BlobServiceClient(options.BlobConnectionString);
        _container = service.GetBlobContainerClient(options.Container);
    }

    /// <inheritdoc/>
    public async Task<ArtifactWriter> CreateAsync(
        string path, string contentType, string? contentEncoding, CancellationToken cancellationToken)
    {
        var headers = new BlobHttpHeaders { ContentType = contentType, ContentEncoding = contentEncoding };
        var blob = _container.GetBlockBlobClient(Checked(path));
        await EnsureContainerAsync(cancellationToken);
        return new BlobArtifactWriter(blob, headers);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string path, long offset, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(Checked(path));
        return GuardedAsync(() => DownloadAsync(blob, offset, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(Checked(path));
        return GuardedAsync(async () => (await blob.ExistsAsync(cancellationToken)).Value, cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(Checked(path));
        return GuardedAsync(
            () => blob.DeleteIfExistsAsync(IncludeSnapshots, cancellationToken: cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteOthersAsync(string prefix, string? keep, CancellationToken cancellationToken)
    {
        var folder = Checked(prefix) + "/";
        var kept = keep is null ? null : Checked(folder + keep) + "/";
        await EnsureContainerAsync(cancellationToken);
        await GuardedAsync(() => DeleteUnderAsync(folder, kept, cancellationToken), cancellationToken);
    }

    private static async Task<Stream> DownloadAsync(BlobClient blob, long offset, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(offset) };
            return (await blob.DownloadStreamingAsync(options, cancellationToken)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.InvalidRange)
        {
            return Stream.Null;
        }
    }

    private async Task<int> DeleteUnderAsync(string folder, string? kept, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellationToken))
        {
            if (kept is not null && blob.Name.StartsWith(kept, StringComparison.Ordinal))
                continue;
            await _container.DeleteBlobIfExistsAsync(blob.Name, IncludeSnapshots, cancellationToken: cancellationToken);
            deleted++;
        }

        return deleted;
    }

    private async Task EnsureContainerAsync(CancellationToken cancellationToken)
    {
        if (_containerExists)
            return;
        await GuardedAsync(() => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken), cancellationToken);
        _containerExists = true;
    }

    private static string Checked(string path)
    {
        ArtifactPath.Check(path);
        return path;
    }

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation();
        }
        catch (RequestFailedException exception) when (IsAbsence(exception.ErrorCode))
        {
            throw ArtifactStoreErrors.NotFound(exception);
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw ArtifactStoreErrors.Failed(exception);
        }
    }

    private static bool IsAbsence(string? code) => code == BlobErrorCode.BlobNotFound || code == BlobErrorCode.ContainerNotFound;

    /// <summary>True for what the client throws when the service refuses, fails, is too slow or cannot be reached.</summary>
    internal static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is RequestFailedException or AggregateException or IOException or AuthenticationFailedException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
