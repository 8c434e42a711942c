using Dapr.Common.Serialization;
using Dapr.Workflow.Client;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Sidecar;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Dapr.Workflow;

/// <summary>Starts workflow instances of this app and looks after them, over the sidecar's gRPC port.</summary>
public sealed class DaprWorkflowClient : IDaprWorkflowClient
{
    private readonly TaskHubSidecarService.TaskHubSidecarServiceClient taskHub;
    private readonly IDaprSerializer serializer;
    private readonly TimeProvider time;

    internal DaprWorkflowClient(
        TaskHubSidecarService.TaskHubSidecarServiceClient taskHub,
        IDaprSerializer serializer,
        TimeProvider time)
    {
        this.taskHub = taskHub;
        this.serializer = serializer;
        this.time = time;
    }

    /// <inheritdoc />
    public Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId = null, object? input = null) =>
        ScheduleNewWorkflowAsync(name, instanceId, input, (DateTimeOffset?)null);

    /// <inheritdoc />
    public Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId, object? input, DateTime? startTime) =>
        ScheduleNewWorkflowAsync(name, instanceId, input, ToUtc(startTime));

    /// <inheritdoc />
    public async Task<string> ScheduleNewWorkflowAsync(
        string name,
        string? instanceId,
        object? input,
        DateTimeOffset? startTime,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var request = new CreateInstanceRequest
        {
            InstanceId = string.IsNullOrEmpty(instanceId) ? Guid.CreateVersion7().ToString("N") : instanceId,
            Name = name,
            Input = Write(input),
            ScheduledStartTimestamp = startTime is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            ParentTraceContext = Tracing.CurrentContext(),
        };
        var response = await SidecarCalls.EffectAsync("start workflows", options => taskHub.StartInstanceAsync(request, options), cancellation);
        return response.InstanceId;
    }

    /// <inheritdoc />
    public async Task<WorkflowState> GetWorkflowStateAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default)
    {
        var request = Get(instanceId, getInputsAndOutputs);
        var response = await SidecarCalls.ReadAsync(
            "read workflows", options => taskHub.GetInstanceAsync(request, options), new GetInstanceResponse(), cancellation);
        return State(response);
    }

    /// <inheritdoc />
    public async Task<WorkflowState> WaitForWorkflowStartAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default)
    {
        var request = Get(instanceId, getInputsAndOutputs);
        return await WaitAsync(instanceId, options => taskHub.WaitForInstanceStartAsync(request, options), cancellation);
    }

    /// <inheritdoc />
    public async Task<WorkflowState> WaitForWorkflowCompletionAsync(
        string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default)
    {
        var request = Get(instanceId, getInputsAndOutputs);
        return await WaitAsync(instanceId, options => taskHub.WaitForInstanceCompletionAsync(request, options), cancellation);
    }

    /// <inheritdoc />
    public async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var request = new RaiseEventRequest { InstanceId = instanceId, Name = eventName, Input = Write(eventPayload) };
        await SidecarCalls.EffectAsync("raise events", options => taskHub.RaiseEventAsync(request, options), cancellation);
    }

    /// <inheritdoc />
    public async Task TerminateWorkflowAsync(string instanceId, object? output = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var request = new TerminateRequest { InstanceId = instanceId, Output = Write(output), Recursive = true };
        await SidecarCalls.EffectAsync("terminate workflows", options => taskHub.TerminateInstanceAsync(request, options), cancellation);
    }

    /// <inheritdoc />
    public async Task SuspendWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var request = new SuspendRequest { InstanceId = instanceId, Reason = reason ?? "" };
        await SidecarCalls.EffectAsync("suspend workflows", options => taskHub.SuspendInstanceAsync(request, options), cancellation);
    }

    /// <inheritdoc />
    public async Task ResumeWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var request = new ResumeRequest { InstanceId = instanceId, Reason = reason ?? "" };
        await SidecarCalls.EffectAsync("resume workflows", options => taskHub.ResumeInstanceAsync(request, options), cancellation);
    }

    /// <inheritdoc />
    public async Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var request = new PurgeInstancesRequest { InstanceId = instanceId, Recursive = true };
        var response = await SidecarCalls.ReadAsync(
            "purge workflows", options => taskHub.PurgeInstancesAsync(request, options), new PurgeInstancesResponse(), cancellation);
        return response.DeletedInstanceCount > 0;
    }

    /// <inheritdoc />
    public async Task<WorkflowInstancePage> ListInstanceIdsAsync(
        string? continuationToken = null, int? pageSize = null, CancellationToken cancellation = default)
    {
        var request = new ListInstanceIDsRequest();
        if (continuationToken is not null)
            request.ContinuationToken = continuationToken;
        if (pageSize is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(pageSize));
            request.PageSize = (uint)size;
        }

        var response = await SidecarCalls.EffectAsync("list workflows", options => taskHub.ListInstanceIDsAsync(request, options), cancellation);
        return new WorkflowInstancePage([.. response.InstanceIds], response.HasContinuationToken ? response.ContinuationToken : null);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<WorkflowHistoryEvent>> GetInstanceHistoryAsync(
        string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var request = new GetInstanceHistoryRequest { InstanceId = instanceId };
        var response = await SidecarCalls.EffectAsync(
            "read workflow histories", options => taskHub.GetInstanceHistoryAsync(request, options), cancellation);
        return [.. response.Events.Select(HistoryEvents.ToPublic)];
    }

    /// <inheritdoc />
    public async Task<string> RerunWorkflowFromEventAsync(
        string sourceInstanceId,
        uint eventId,
        RerunWorkflowFromEventOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceInstanceId);
        if (options is { Input: not null, OverwriteInput: false })
            throw new ArgumentException("An input needs OverwriteInput.", nameof(options));

        var request = new RerunWorkflowFromEventRequest
        {
            SourceInstanceId = sourceInstanceId,
            EventId = eventId,
            OverwriteInput = options?.OverwriteInput ?? false,
            Input = options is { OverwriteInput: true } ? Write(options.Input) : null,
        };
        if (options?.NewInstanceId is { } newInstanceId)
            request.NewInstanceId = newInstanceId;
        var response = await SidecarCalls.EffectAsync(
            "rerun workflows", callOptions => taskHub.RerunWorkflowFromEventAsync(request, callOptions), cancellation);
        return response.NewInstanceId;
    }

    /// <summary>Does nothing: the connection belongs to the service container.</summary>
    public void Dispose()
    {
    }

    /// <summary>Does nothing: the connection belongs to the service container.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static GetInstanceRequest Get(string instanceId, bool getInputsAndOutputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new GetInstanceRequest { InstanceId = instanceId, GetInputsAndOutputs = getInputsAndOutputs };
    }

    private static DateTimeOffset? ToUtc(DateTime? time) => time switch
    {
        null => null,
        { Kind: DateTimeKind.Local } local => new DateTimeOffset(local.ToUniversalTime()),
        { } utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
    };

    private async Task<WorkflowState> WaitAsync(
        string instanceId, Func<CallOptions, AsyncUnaryCall<GetInstanceResponse>> call, CancellationToken cancellation)
    {
        var response = await SidecarCalls.PollAsync("wait for workflows", call, new GetInstanceResponse(), time, cancellation);
        return response.Exists
            ? State(response)
            : throw new InvalidOperationException($"There is no workflow instance '{instanceId}'.");
    }

    private WorkflowState State(GetInstanceResponse response) => new(response.Exists ? response.WorkflowState : null, serializer);

    private string Write(object? value) => value is null ? "" : serializer.Serialize(value, null);
}
