namespace ReportScheduler.Reports.DataSources.MySql;

/// <summary>
/// What a server of MySQL sends, up to a payload that is larger than allowed. The protocol sends a row as one payload: packets of
/// a header (three bytes of length, the lowest first, and a number) and up to 16 MiB - 1 byte; one of full length goes on in the next.
/// </summary>
internal sealed class PayloadLimitStream(Stream inner, long maxPayloadBytes) : Stream
{
    private const int HeaderSize = 4;
    private const int FullPacket = 0xFFFFFF;

    private int _headerRead;
    private int _packet;
    private int _leftInPacket;
    private long _payload;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override bool CanTimeout => inner.CanTimeout;

    public override int ReadTimeout
    {
        get => inner.ReadTimeout;
        set => inner.ReadTimeout = value;
    }

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Follow(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Follow(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Follow(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_leftInPacket > 0)
            {
                var part = Math.Min(_leftInPacket, bytes.Length);
                _leftInPacket -= part;
                bytes = bytes[part..];
                continue;
            }

            if (_headerRead < HeaderSize - 1) _packet |= bytes[0] << (8 * _headerRead);
            bytes = bytes[1..];
            if (++_headerRead == HeaderSize) BeginPacket();
        }
    }

    private void BeginPacket()
    {
        _payload += _packet;
        if (_payload > maxPayloadBytes) throw new PayloadTooLargeException();
        _leftInPacket = _packet;
        if (_packet < FullPacket) _payload = 0;
        (_headerRead, _packet) = (0, 0);
    }
}

/// <summary>The server sends a payload that is larger than allowed. An <see cref="IOException"/>, because the library lets those pass.</summary>
internal sealed class PayloadTooLargeException() : IOException("The server sends a row that is too large.");
