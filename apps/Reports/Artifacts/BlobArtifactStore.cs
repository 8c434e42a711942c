using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ReportScheduler.Reports.Artifacts;

/// <summary>Artifacts as block blobs of one container.</summary>
public sealed class BlobArtifactStore : IArtifactStore
{
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
        if (!_containerExists)
        {
            await GuardedAsync(() => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken));
            _containerExists = true;
        }

        return new BlobArtifactWriter(blob, headers);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string path, long offset, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(Checked(path));
        return GuardedAsync(async () =>
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
        });
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(Checked(path));
        return GuardedAsync(async () => (await blob.ExistsAsync(cancellationToken)).Value);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(Checked(path));
        return GuardedAsync(() => blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public Task DeleteOthersAsync(string prefix, string? keep, CancellationToken cancellationToken)
    {
        var folder = Checked(prefix) + "/";
        var kept = keep is null ? null : Checked(folder + keep) + "/";
        return GuardedAsync(async () =>
        {
            await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellationToken))
            {
                if (kept is null || !blob.Name.StartsWith(kept, StringComparison.Ordinal))
                    await _container.DeleteBlobIfExistsAsync(blob.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
            }

            return true;
        });
    }

    private static string Checked(string path)
    {
        ArtifactPath.Check(path);
        return path;
    }

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> operation)
    {
        try
        {
            return await operation();
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            throw ArtifactStoreErrors.NotFound(exception);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw ArtifactStoreErrors.Failed(exception);
        }
    }

    /// <summary>True for what the client throws when the service refuses, fails or cannot be reached.</summary>
    internal static bool IsFailure(Exception exception) =>
        exception is RequestFailedException or AggregateException or IOException or AuthenticationFailedException;
}
