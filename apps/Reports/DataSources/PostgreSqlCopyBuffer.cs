using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>What has arrived of a COPY and was not taken yet. Grows with the longest row.</summary>
internal sealed class PostgreSqlCopyBuffer(NpgsqlRawCopyStream stream, NpgsqlConnection connection)
{
    private const int FirstSize = SourceConnector.ReadBufferSize + (8 * 1024);
    private const int MinSpace = 4 * 1024;
    private const int KeptSize = 1024 * 1024;

    private readonly object _received = NpgsqlInternals.BufferOf(connection);
    private byte[] _bytes = new byte[FirstSize];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Arrived => _bytes.AsSpan(_start, _end - _start);

    public void Take(int count) => _start += count;

    /// <summary>Waits until more has arrived.</summary>
    /// <returns>False at the end of the COPY.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        if (read == 0) return false;
        _end += read;
        _end += NpgsqlInternals.TakeArrived(stream, _received, _bytes.AsSpan(_end));
        return true;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (_bytes.Length > KeptSize) _bytes = new byte[FirstSize];
        }

        if (_bytes.Length - _end >= MinSpace) return;
        var length = _end - _start;
        var target = length + MinSpace <= _bytes.Length / 2 ? _bytes : new byte[2 * _bytes.Length];
        Buffer.BlockCopy(_bytes, _start, target, 0, length);
        (_bytes, _start, _end) = (target, 0, length);
    }
}
