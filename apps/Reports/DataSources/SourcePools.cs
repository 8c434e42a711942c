using System.Net;
using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Connections to tenants' databases between two runs. Who asks with the same settings, password included, at the same
/// address gets one of an earlier run, reset to the state of a new one. What nobody has used for a while is closed, and its
/// password forgotten.
/// </summary>
internal sealed class SourcePools(Func<PostgreSqlSourceSettings, IPAddress, NpgsqlDataSource> build, TimeProvider time) : IDisposable
{
    /// <summary>How long a connection outlives its last run.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<(PostgreSqlSourceSettings Settings, IPAddress Address), Pool> _pools = [];
    private ITimer? _sweeping;

    /// <summary>Opens a connection, or takes one that is open.</summary>
    public async Task<SourceConnection> OpenAsync(PostgreSqlSourceSettings settings, IPAddress address, CancellationToken cancellationToken)
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

    private Pool Enter(PostgreSqlSourceSettings settings, IPAddress address)
    {
        lock (_gate)
        {
            if (!_pools.TryGetValue((settings, address), out var pool))
                _pools[(settings, address)] = pool = new Pool(build(settings, address));
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
