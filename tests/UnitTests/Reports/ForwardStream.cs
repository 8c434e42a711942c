namespace ReportScheduler.UnitTests.Reports;

/// <summary>Takes bytes as the store does: forward only, and never synchronously.</summary>
internal sealed class ForwardStream : Stream
{
    private readonly MemoryStream _bytes = new();

    /// <summary>Bytes taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>The largest block that was taken.</summary>
    public int LargestBlock { get; private set; }

    /// <summary>False: the bytes are counted, not kept.</summary>
    public bool Keeps { get; init; } = true;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public byte[] ToArray() => _bytes.ToArray();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Taken += buffer.Length;
        LargestBlock = Math.Max(LargestBlock, buffer.Length);
        if (Keeps) _bytes.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Synchronous.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
