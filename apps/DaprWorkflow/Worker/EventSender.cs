using System.Text.Json;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Dapr.Workflow.Sidecar;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>The activity that raises the events workflow code sends. An error that would come again is logged, not retried.</summary>
internal sealed partial class EventSender(TaskHubSidecarService.TaskHubSidecarServiceClient taskHub, ILogger<EventSender> logger)
{
    public async Task RunAsync(ActivityRequest call)
    {
        var outgoing = JsonSerializer.Deserialize(call.Input, EventToSendJson.Default.EventToSend)!;
        var request = new RaiseEventRequest { InstanceId = outgoing.InstanceId, Name = outgoing.EventName, Input = outgoing.Payload };
        try
        {
            await taskHub.RaiseEventAsync(request, deadline: Deadline.In(Deadline.Usual));
        }
        catch (RpcException error) when (!SidecarErrors.IsTransient(error))
        {
            LogRefused(error, outgoing.EventName, outgoing.InstanceId, call.WorkflowInstance?.InstanceId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The sidecar refused the event {EventName} for instance {ReceiverId} from instance {InstanceId}")]
    private partial void LogRefused(Exception error, string eventName, string receiverId, string? instanceId);
}
