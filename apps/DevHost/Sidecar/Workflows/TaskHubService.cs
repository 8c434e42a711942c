using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

internal sealed class TaskHubService(TaskHub hub) : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    public override Task<Empty> Hello(Empty request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return Task.FromResult(new Empty());
    }
}
