namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>The workflow instances and connected workers of one app id.</summary>
public sealed class TaskHub
{
    internal TaskHub(string appId, TimeProvider time, ILogger logger)
    {
        AppId = appId;
        Time = time;
        Logger = logger;
    }

    /// <summary>The Dapr app id whose workflows and activities this hub runs.</summary>
    public string AppId { get; }

    /// <summary>How many GetWorkItems streams are open: what daprd reports as workflows.connectedWorkers.</summary>
    public int ConnectedWorkers => 0;

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }
}
