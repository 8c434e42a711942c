using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Runtime;

/// <summary>
/// Events to other instances. A sidecar from 1.16 on cannot process the protocol's own action for it and would repeat the turn forever, so
/// an activity of ours raises the event through the client. The workflow ends only when its events are out.
/// </summary>
internal sealed partial class ReplayContext
{
    private static readonly WorkflowRetryPolicy SendPolicy = new(5, TimeSpan.FromSeconds(1), 2);

    /// <summary>How many events are not out yet.</summary>
    public int SendsUnderWay { get; private set; }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        scheduler.VerifyAccess();
        _ = SendAsync(new EventToSend(instanceId, eventName, Write(payload)));
    }

    private async Task SendAsync(EventToSend outgoing)
    {
        SendsUnderWay++;
        try
        {
            var json = JsonSerializer.Serialize(outgoing, EventToSendJson.Default.EventToSend);
            var executionId = ids.TaskExecutionId(Ledger.NextId, EventToSend.ActivityName);
            await WithRetriesAsync(
                SendPolicy,
                () => Schedule(
                    new Protocol.WorkflowAction
                    {
                        ScheduleTask = new() { Name = EventToSend.ActivityName, Input = json, TaskExecutionId = executionId },
                    },
                    targetAppId: null),
                timer => timer.ActivityRetry = new() { TaskExecutionId = executionId });
        }
        catch (WorkflowTaskFailedException failed)
        {
            LogEventNotSent(
                CreateReplaySafeLogger<WorkflowContext>(), outgoing.EventName, outgoing.InstanceId, InstanceId, failed.Message);
        }
        finally
        {
            SendsUnderWay--;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The event {EventName} for instance {ReceiverId} from instance {InstanceId} could not be sent: {Reason}")]
    private static partial void LogEventNotSent(
        ILogger logger, string eventName, string receiverId, string instanceId, string reason);
}
