namespace ReportScheduler.UnitTests.Reports.Xlsx;

/// <summary>Takes asynchronous writes only, and in order, as an artifact store does. Keeps their sizes, and the bytes if asked to.</summary>
internal sealed class ForwardStream(bool keepsBytes = true) : Stream
{
    private readonly MemoryStream _bytes = new();

    public List<int> Writes { get; } = [];

    public bool Fails { get; set; }

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
        if (Fails) throw new IOException("The store is gone.");
        Writes.Add(buffer.Length);
        if (keepsBytes) _bytes.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
