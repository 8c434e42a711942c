namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>
/// Gathers what a zip archive writes in small pieces into blocks for an output that only goes forward. What is written without
/// awaiting waits in memory for the next asynchronous write.
/// </summary>
internal sealed class BlockStream(Stream output) : Stream
{
    private const int BlockSize = 128 * 1024;

    private readonly MemoryStream _block = new(BlockSize + (BlockSize / 4));
    private bool _isAbandoned;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From now on nothing goes to the output.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Writes the last block.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_isAbandoned) await output.WriteAsync(_block.GetBuffer().AsMemory(0, (int)_block.Length), cancellationToken);
        _block.SetLength(0);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return _block.Length < BlockSize ? ValueTask.CompletedTask : CompleteAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_isAbandoned) _block.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
