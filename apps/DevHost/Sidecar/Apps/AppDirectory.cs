namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>All app instances of this sidecar: what name resolution is to daprd.</summary>
internal sealed class AppDirectory
{
    private readonly Lock _gate = new();
    private readonly List<AppInstance> _instances = [];
    private int _turn;

    public void Add(AppInstance instance)
    {
        lock (_gate)
            _instances.Add(instance);
    }

    public void Remove(AppInstance instance)
    {
        lock (_gate)
            _instances.Remove(instance);
    }

    /// <summary>The next instance of an app in turn, those that are up first; null when there is none.</summary>
    public AppInstance? Next(string appId)
    {
        lock (_gate)
        {
            var all = _instances.FindAll(instance => instance.App.AppId == appId && instance.App.AppPort != 0);
            var up = all.FindAll(instance => instance.IsUp);
            var candidates = up.Count > 0 ? up : all;
            return candidates.Count == 0 ? null : candidates[(int)((uint)_turn++ % candidates.Count)];
        }
    }
}
