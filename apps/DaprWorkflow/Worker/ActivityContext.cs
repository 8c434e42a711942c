using Dapr.Workflow.Abstractions;
using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Worker;

internal sealed class ActivityContext(ActivityRequest request) : WorkflowActivityContext
{
    public override TaskIdentifier Identifier => new(request.Name);

    public override string InstanceId => request.WorkflowInstance?.InstanceId ?? "";

    public override string TaskExecutionKey =>
        string.IsNullOrEmpty(request.TaskExecutionId) ? $"{InstanceId}/{request.TaskId}" : request.TaskExecutionId;
}
