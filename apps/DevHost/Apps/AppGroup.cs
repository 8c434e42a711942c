namespace ReportScheduler.DevHost.Apps;

/// <summary>Apps that are stopped together.</summary>
internal sealed class AppGroup : IAsyncDisposable
{
    private readonly IReadOnlyList<AppSupervisor> _apps;

    private AppGroup(IReadOnlyList<AppSupervisor> apps) => _apps = apps;

    /// <summary>Starts the apps.</summary>
    public static AppGroup Start(IReadOnlyList<AppCommand> commands, Func<AppCommand, AppSupervisor> start) =>
        new([.. commands.Select(start)]);

    /// <summary>Stops all of them at once, and waits.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_apps.Select(app => app.DisposeAsync().AsTask()));
}
