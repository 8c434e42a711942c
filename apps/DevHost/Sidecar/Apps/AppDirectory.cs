namespace ReportScheduler.DevHost.Sidecar.Apps;

/// <summary>All app instances of this sidecar: what name resolution is to daprd.</summary>
internal sealed class AppDirectory
{
    private readonly Lock gate = new();
    private readonly List<AppInstance> instances = [];
    private int turn;

    public void Add(AppInstance instance)
    {
        lock (gate)
            instances.Add(instance);
    }

    public void Remove(AppInstance instance)
    {
        lock (gate)
            instances.Remove(instance);
    }

    /// <summary>The next instance of an app in turn, those that are up first; null when there is none.</summary>
    public AppInstance? Next(string appId)
    {
        lock (gate)
        {
            var all = instances.FindAll(instance => instance.App.AppId == appId && instance.App.AppPort != 0);
            var up = all.FindAll(instance => instance.IsUp);
            var candidates = up.Count > 0 ? up : all;
            return candidates.Count == 0 ? null : candidates[(int)((uint)turn++ % candidates.Count)];
        }
    }
}
