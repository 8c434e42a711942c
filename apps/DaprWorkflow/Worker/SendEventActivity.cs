using System.Text.Json;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Dapr.Workflow.Sidecar;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>Raises the events that workflow code sends. An error that would come again is logged, not retried.</summary>
internal sealed partial class SendEventActivity(
    TaskHubSidecarService.TaskHubSidecarServiceClient taskHub,
    TimeProvider time,
    ILogger<SendEventActivity> logger) : WorkflowActivity<JsonElement, object?>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public override async Task<object?> RunAsync(WorkflowActivityContext context, JsonElement input)
    {
        var outgoing = input.Deserialize(EventToSendJson.Default.EventToSend)!;
        var request = new RaiseEventRequest { InstanceId = outgoing.InstanceId, Name = outgoing.EventName, Input = outgoing.Payload };
        try
        {
            await taskHub.RaiseEventAsync(request, deadline: time.GetUtcNow().UtcDateTime + Deadline);
        }
        catch (RpcException error) when (!SidecarErrors.IsTransient(error))
        {
            LogRefused(error, outgoing.EventName, outgoing.InstanceId, context.InstanceId);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The sidecar refused the event {EventName} for instance {ReceiverId} from instance {InstanceId}")]
    private partial void LogRefused(Exception error, string eventName, string receiverId, string instanceId);
}
