using MimeKit;

namespace ReportScheduler.Delivery.Email;

/// <summary>An attachment's content, opened when the message is written and copied in small parts.</summary>
internal sealed class StreamedContent(Func<CancellationToken, Task<Stream>> openAsync) : IMimeContent
{
    private const int CopySize = 64 * 1024;

    public ContentEncoding Encoding => ContentEncoding.Default;

    public NewLineFormat? NewLineFormat => null;

    public Stream? Stream => null;

    public Stream Open() => throw OnlyAsync();

    public void DecodeTo(Stream stream, CancellationToken cancellationToken = default) => throw OnlyAsync();

    public void WriteTo(Stream stream, CancellationToken cancellationToken = default) => throw OnlyAsync();

    public Task DecodeToAsync(Stream stream, CancellationToken cancellationToken = default) =>
        WriteToAsync(stream, cancellationToken);

    /// <exception cref="AttachmentException">The content could not be opened or read.</exception>
    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        await using var content = await GuardedAsync(() => openAsync(cancellationToken));
        var buffer = new byte[CopySize];
        int read;
        while ((read = await GuardedAsync(() => content.ReadAsync(buffer, cancellationToken).AsTask())) > 0)
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
    }

    public void Dispose()
    {
    }

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new AttachmentException(exception);
        }
    }

    private static NotSupportedException OnlyAsync() => new("Messages are written asynchronously only.");
}
