namespace ReportScheduler.DevHost.Sidecar;

/// <summary>Ends one app's sidecar when the app asks for it.</summary>
internal sealed class SidecarShutdown(Action request)
{
    public void Request() => request();
}
