using System.Net;
using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Connections to tenants' databases between two runs. Who asks with the same settings, password included, at the same
/// address gets one of an earlier run, reset to the state of a new one. What nobody has used for a while is closed, and its
/// password forgotten.
/// </summary>
/// <param name="build">Makes a pool.</param>
/// <param name="time">Times the idleness.</param>
internal sealed class SourcePools(Func<SourceSettings, IPAddress, NpgsqlDataSource> build, TimeProvider time) : IDisposable
{
    /// <summary>How long a connection outlives its last run.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<(SourceSettings Settings, IPAddress Address), Pool> _pools = [];
    private ITimer? _sweeping;

    /// <summary>Opens a connection, or takes one that is open.</summary>
    public async Task<SourceConnection> OpenAsync(SourceSettings settings, IPAddress address, CancellationToken cancellationToken)
    {
        var pool = Enter(settings, address);
        try
        {
            return new SourceConnection(await pool.Source.OpenConnectionAsync(cancellationToken), pool.Source.Clear, () => Leave(pool));
        }
        catch
        {
            await Leave(pool);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _sweeping?.Dispose();
            foreach (var pool in _pools.Values)
                pool.Source.Dispose();
            _pools.Clear();
        }
    }

    private Pool Enter(SourceSettings settings, IPAddress address)
    {
        // Lists are equal only to themselves, and a server has no files.
        var key = (settings with { Files = [] }, address);
        lock (_gate)
        {
            if (!_pools.TryGetValue(key, out var pool))
                _pools[key] = pool = new Pool(build(settings, address));
            pool.Users++;
            _sweeping ??= time.CreateTimer(_ => Sweep(), null, IdleTime, IdleTime);
            return pool;
        }
    }

    private ValueTask Leave(Pool pool)
    {
        lock (_gate)
        {
            pool.Users--;
            pool.LeftAt = time.GetTimestamp();
        }

        return ValueTask.CompletedTask;
    }

    private void Sweep()
    {
        lock (_gate)
        {
            foreach (var (key, pool) in _pools.Where(entry => entry.Value.Users == 0 && time.GetElapsedTime(entry.Value.LeftAt) >= IdleTime).ToList())
            {
                _pools.Remove(key);
                pool.Source.Dispose();
            }

            if (_pools.Count > 0) return;
            _sweeping?.Dispose();
            _sweeping = null;
        }
    }

    private sealed class Pool(NpgsqlDataSource source)
    {
        public NpgsqlDataSource Source => source;

        public int Users { get; set; }

        public long LeftAt { get; set; }
    }
}
