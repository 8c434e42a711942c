using System.Diagnostics;
using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Sidecar;

/// <summary>Carries traces through the sidecar: W3C trace contexts in messages, spans of the source "Dapr.Workflow" around activities.</summary>
internal static class Tracing
{
    private static readonly ActivitySource Source = new("Dapr.Workflow");

    /// <summary>The trace context of the caller; null outside a trace.</summary>
    public static TraceContext? CurrentContext() => Activity.Current is { Id: { } id, IdFormat: ActivityIdFormat.W3C } current
        ? new TraceContext
        {
            TraceParent = id,
            SpanId = current.SpanId.ToHexString(),
            TraceState = string.IsNullOrEmpty(current.TraceStateString) ? null : current.TraceStateString,
        }
        : null;

    /// <summary>Starts the span of an activity as a child of what the sidecar says. Nobody may be listening: then null.</summary>
    public static Activity? StartActivity(ActivityRequest request)
    {
        var parent = request.ParentTraceContext;
        _ = ActivityContext.TryParse(parent?.TraceParent, parent?.TraceState, isRemote: true, out var context);
        return Source.StartActivity($"WorkflowActivity {request.Name}", ActivityKind.Internal, context, tags:
        [
            new("dapr.workflow.instance_id", request.WorkflowInstance?.InstanceId),
            new("dapr.workflow.task_id", request.TaskId),
        ]);
    }
}
