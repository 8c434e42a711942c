using Dapr.Workflow.Protocol;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

internal static partial class EngineLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{AppId}: workflow worker {Worker} connected, {Count} connected")]
    public static partial void WorkerConnected(ILogger logger, string appId, string worker, int count);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{AppId}: workflow worker {Worker} disconnected, {Count} left; {Unfinished} unfinished work items go to others")]
    public static partial void WorkerDisconnected(ILogger logger, string appId, string worker, int count, int unfinished);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Workflow {InstanceId} of {AppId}: the turn was not saved and is repeated in {Delay}: {Reason}")]
    public static partial void TurnRejected(ILogger logger, string instanceId, string appId, TimeSpan delay, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Workflow {InstanceId} of {AppId}: exceeded tight-loop continue-as-new limit of {Limit} iterations, goes on in {Delay}")]
    public static partial void ContinuedTooOften(ILogger logger, string instanceId, string appId, int limit, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Workflow {InstanceId} of {AppId} ended as {Status}")]
    public static partial void Ended(ILogger logger, string instanceId, string appId, WorkflowStatus status);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Workflow {InstanceId} of {AppId} is finished or of another generation: dropped {Message}")]
    public static partial void Dropped(ILogger logger, string instanceId, string appId, HistoryEvent.EventOneofCase message);
}
