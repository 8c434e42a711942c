using Dapr.Workflow.Protocol;
using Microsoft.Extensions.Time.Testing;
using ReportScheduler.DevHost.Sidecar.Workflows;

namespace ReportScheduler.IntegrationTests.Workflows;

/// <summary>An engine with one app, a client, and a clock that the test moves.</summary>
public abstract class TaskHubTestBase : IAsyncLifetime
{
    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private protected WorkflowEngine Engine { get; private set; } = null!;

    private protected TaskHubServer Server { get; private set; } = null!;

    private protected TaskHubSidecarService.TaskHubSidecarServiceClient Client => Server.Client;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Engine = TaskHubServer.NewEngine(Clock);
        Server = await TaskHubServer.StartAsync(Engine);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<RawWorker> ConnectAsync() => RawWorker.ConnectAsync(Server);

    /// <summary>Starts an instance; the task ends when its first turn has been answered.</summary>
    private protected async Task StartInstanceAsync(string instanceId, string name = "flow", string? input = null) =>
        await Client.StartInstanceAsync(
            new CreateInstanceRequest { InstanceId = instanceId, Name = name, Input = input }, cancellationToken: Cancellation);

    private protected async Task<WorkflowState?> StateAsync(string instanceId)
    {
        var response = await Client.GetInstanceAsync(
            new GetInstanceRequest { InstanceId = instanceId, GetInputsAndOutputs = true }, cancellationToken: Cancellation);
        return response.Exists ? response.WorkflowState : null;
    }

    private protected async Task RaiseAsync(string instanceId, string name, string? input = null) =>
        await Client.RaiseEventAsync(
            new RaiseEventRequest { InstanceId = instanceId, Name = name, Input = input }, cancellationToken: Cancellation);

    private protected static string[] Kinds(IEnumerable<HistoryEvent> events) =>
        [.. events.Select(happened => happened.EventCase.ToString())];
}
