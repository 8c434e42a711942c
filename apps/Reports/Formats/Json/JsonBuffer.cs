using System.Runtime.CompilerServices;

namespace ReportScheduler.Reports.Formats.Json;

/// <summary>Bytes on their way to a stream, in blocks of about 64 KiB.</summary>
internal sealed class JsonBuffer(Stream output)
{
    private const int FullAt = 64 * 1024;

    private byte[] _bytes = new byte[2 * FullAt];
    private int _used;

    /// <summary>True when there is enough for one go.</summary>
    public bool IsFull => _used >= FullAt;

    /// <summary>Room for at least so many bytes; what is used of it is told with <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _used < count) Grow(count);
        return _bytes.AsSpan(_used);
    }

    /// <summary>Counts bytes that were written into the room.</summary>
    public void Advance(int count) => _used += count;

    /// <summary>Adds bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>Hands over what there is.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_used == 0) return;
        await output.WriteAsync(_bytes.AsMemory(0, _used), cancellationToken);
        _used = 0;
    }

    private void Grow(int count) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + count));
}
