using System.Text.Json.Serialization;

namespace Dapr.Workflow.Runtime;

/// <summary>The input of the activity behind <see cref="WorkflowContext.SendEvent"/>.</summary>
/// <param name="InstanceId">The receiver.</param>
/// <param name="EventName">The name of the event.</param>
/// <param name="Payload">The payload as JSON.</param>
internal sealed record EventToSend(string InstanceId, string EventName, string Payload)
{
    /// <summary>The name of the activity; not one a program would choose.</summary>
    public const string ActivityName = "__SendWorkflowEvent";
}

[JsonSerializable(typeof(EventToSend))]
internal sealed partial class EventToSendJson : JsonSerializerContext;
