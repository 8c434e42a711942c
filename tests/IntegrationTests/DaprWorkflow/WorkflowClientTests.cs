using System.Diagnostics;
using Dapr.Workflow;
using Dapr.Workflow.Client;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Wire = Dapr.Workflow.Protocol;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

public sealed class WorkflowClientTests : IAsyncLifetime
{
    private const string ProxyError = "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found";

    private ScriptedServer server = null!;
    private WorkerHost app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IDaprWorkflowClient Client => app.Client;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedServer.StartAsync();
        app = await WorkerHost.StartAsync(server.Port, _ => { });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Schedule_Everything_IsSentWithADeadlineAndTheTrace()
    {
        using var span = new Activity("caller").Start();
        var start = new DateTimeOffset(2026, 5, 1, 10, 0, 0, TimeSpan.FromHours(2));
        (await Client.ScheduleNewWorkflowAsync("Flow", "run-1", new { Id = 1 }, start, Cancellation)).Should().Be("run-1");

        var request = Sent<Wire.CreateInstanceRequest>();
        request.Name.Should().Be("Flow");
        request.InstanceId.Should().Be("run-1");
        request.Input.Should().Be("{\"id\":1}");
        request.ScheduledStartTimestamp.ToDateTimeOffset().Should().Be(start);
        request.ParentTraceContext.TraceParent.Should().Be(span.Id);
        request.ParentTraceContext.SpanId.Should().Be(span.SpanId.ToHexString());
        var call = server.Hub.Calls.Single(made => made.Method.EndsWith("StartInstance", StringComparison.Ordinal));
        (call.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime).Should().BePositive().And.BeLessThan(TimeSpan.FromSeconds(31));
        call.TraceParent.Should().Contain(span.TraceId.ToHexString(), "daprd before 1.17 reads it there");
    }

    [Fact]
    public async Task Schedule_NoIdAndNoInput_MakesAnIdAndSendsEmptyText()
    {
        var id = await Client.ScheduleNewWorkflowAsync("Flow");
        Guid.TryParse(id, out _).Should().BeTrue();
        var request = Sent<Wire.CreateInstanceRequest>();
        request.Input.Should().BeEmpty();
        request.ScheduledStartTimestamp.Should().BeNull();
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Schedule_DateTime_IsTakenForUtc(DateTimeKind kind)
    {
        var start = DateTime.SpecifyKind(new DateTime(2026, 5, 1, 10, 0, 0), kind);
        await Client.ScheduleNewWorkflowAsync("Flow", "run-1", null, start);
        Sent<Wire.CreateInstanceRequest>().ScheduledStartTimestamp.ToDateTime().Should().Be(DateTime.SpecifyKind(start, DateTimeKind.Utc));
    }

    [Fact]
    public async Task GetState_UnknownInstance_DoesNotExistForOldAndNewSidecars()
    {
        (await Client.GetWorkflowStateAsync("none", cancellation: Cancellation)).Exists.Should().BeFalse();
        Fail(StatusCode.Unknown, "failed to load: no such instance exists");
        (await Client.GetWorkflowStateAsync("none", cancellation: Cancellation)).Exists.Should().BeFalse();
    }

    [Fact]
    public async Task GetState_OtherError_IsThrown()
    {
        Fail(StatusCode.Unknown, "state store is gone");
        (await Throws<RpcException>(Client.GetWorkflowStateAsync("any", cancellation: Cancellation))).StatusCode.Should().Be(StatusCode.Unknown);
    }

    [Fact]
    public async Task GetState_Instance_IsRead()
    {
        server.Hub.Answer = request => new Wire.GetInstanceResponse
        {
            Exists = true,
            WorkflowState = new() { Name = ((Wire.GetInstanceRequest)request).InstanceId, WorkflowStatus = Wire.WorkflowStatus.Suspended },
        };
        var state = await Client.GetWorkflowStateAsync("mine", getInputsAndOutputs: false, Cancellation);
        state.WorkflowName.Should().Be("mine");
        state.RuntimeStatus.Should().Be(WorkflowRuntimeStatus.Suspended);
        Sent<Wire.GetInstanceRequest>().GetInputsAndOutputs.Should().BeFalse();
    }

    [Fact]
    public async Task Wait_TransientErrors_WaitsOn()
    {
        Fail(StatusCode.Unavailable, "starting");
        Fail(StatusCode.DeadlineExceeded, "long");
        server.Hub.Answer = _ => new Wire.GetInstanceResponse
        {
            Exists = true,
            WorkflowState = new() { WorkflowStatus = Wire.WorkflowStatus.Completed, Output = "5" },
        };
        var state = await Client.WaitForWorkflowCompletionAsync("mine", cancellation: Cancellation);
        state.ReadOutputAs<int>().Should().Be(5);
        server.Hub.Requests.Should().HaveCount(3);
        server.Hub.Calls.Last().Deadline.Should().Be(DateTime.MaxValue, "a long poll has none");
    }

    [Fact]
    public async Task Wait_UnknownInstance_Throws()
    {
        await Throws<InvalidOperationException>(Client.WaitForWorkflowStartAsync("none", cancellation: Cancellation));
        Fail(StatusCode.Unknown, "no such instance exists");
        await Throws<InvalidOperationException>(Client.WaitForWorkflowCompletionAsync("none", cancellation: Cancellation));
    }

    [Fact]
    public async Task Wait_Cancelled_IsCancelled()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = Client.WaitForWorkflowCompletionAsync("never", cancellation: giveUp.Token);
        await giveUp.CancelAsync();
        await Throws<OperationCanceledException>(waiting);
    }

    [Theory]
    [InlineData(StatusCode.Unimplemented, "unknown method")]
    [InlineData(StatusCode.Unknown, ProxyError)]
    [InlineData(StatusCode.Unknown, "failed to proxy request: required metadata dapr-app-id not found")]
    public async Task List_SidecarTooOld_IsNotSupported(StatusCode code, string detail)
    {
        Fail(code, detail);
        var error = await Throws<NotSupportedException>(Client.ListInstanceIdsAsync(cancellation: Cancellation));
        error.Message.Should().Be("This version of the Dapr sidecar cannot list workflows.");
    }

    [Fact]
    public async Task List_Pages_AreRead()
    {
        server.Hub.Answer = request => ((Wire.ListInstanceIDsRequest)request).HasContinuationToken
            ? new Wire.ListInstanceIDsResponse { InstanceIds = { "c" } }
            : new Wire.ListInstanceIDsResponse { InstanceIds = { "a", "b" }, ContinuationToken = "more" };
        var first = await Client.ListInstanceIdsAsync(null, 2, Cancellation);
        first.InstanceIds.Should().Equal("a", "b");
        var second = await Client.ListInstanceIdsAsync(first.ContinuationToken, 2, Cancellation);
        second.InstanceIds.Should().Equal("c");
        second.ContinuationToken.Should().BeNull();
        Sent<Wire.ListInstanceIDsRequest>().PageSize.Should().Be(2);
    }

    [Fact]
    public async Task History_Events_AreTranslated()
    {
        server.Hub.Answer = _ => new Wire.GetInstanceHistoryResponse
        {
            Events =
            {
                new Wire.HistoryEvent { EventId = -1, Timestamp = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch), WorkflowStarted = new() },
                new Wire.HistoryEvent { EventId = 0, ChildWorkflowInstanceCreated = new() },
                new Wire.HistoryEvent { EventId = -1 },
            },
        };
        var history = await Client.GetInstanceHistoryAsync("mine", Cancellation);
        history.Select(happened => happened.EventType).Should().Equal(
            WorkflowHistoryEventType.OrchestratorStarted,
            WorkflowHistoryEventType.SubOrchestrationInstanceCreated,
            WorkflowHistoryEventType.Unknown);
        history[0].Should().Be(new WorkflowHistoryEvent(-1, WorkflowHistoryEventType.OrchestratorStarted, DateTime.UnixEpoch));
    }

    [Fact]
    public async Task Rerun_NewInput_NeedsToReplaceTheOld()
    {
        server.Hub.Answer = _ => new Wire.RerunWorkflowFromEventResponse { NewInstanceId = "new" };
        var options = new RerunWorkflowFromEventOptions { Input = 5, NewInstanceId = "new" };
        await Throws<ArgumentException>(Client.RerunWorkflowFromEventAsync("old", 3, options, Cancellation));

        options.OverwriteInput = true;
        (await Client.RerunWorkflowFromEventAsync("old", 3, options, Cancellation)).Should().Be("new");
        Sent<Wire.RerunWorkflowFromEventRequest>().Should().Be(new Wire.RerunWorkflowFromEventRequest
        {
            SourceInstanceId = "old",
            EventId = 3,
            NewInstanceId = "new",
            Input = "5",
            OverwriteInput = true,
        });
    }

    [Fact]
    public async Task Orders_All_SayWhatTheyAreFor()
    {
        await Client.RaiseEventAsync("mine", "go", 1, Cancellation);
        await Client.SuspendWorkflowAsync("mine", "pause", Cancellation);
        await Client.ResumeWorkflowAsync("mine", "on", Cancellation);
        await Client.TerminateWorkflowAsync("mine", "stop", Cancellation);
        (await Client.PurgeInstanceAsync("mine", Cancellation)).Should().BeFalse();

        Sent<Wire.RaiseEventRequest>().Should().Be(new Wire.RaiseEventRequest { InstanceId = "mine", Name = "go", Input = "1" });
        Sent<Wire.SuspendRequest>().Reason.Should().Be("pause");
        Sent<Wire.ResumeRequest>().Reason.Should().Be("on");
        Sent<Wire.TerminateRequest>().Should().Be(new Wire.TerminateRequest { InstanceId = "mine", Output = "\"stop\"", Recursive = true });
        Sent<Wire.PurgeInstancesRequest>().Should().Be(new Wire.PurgeInstancesRequest { InstanceId = "mine", Recursive = true });
    }

    [Fact]
    public async Task Purge_Removed_IsTrueAndUnknownIsFalse()
    {
        server.Hub.Answer = _ => new Wire.PurgeInstancesResponse { DeletedInstanceCount = 1 };
        (await Client.PurgeInstanceAsync("mine", Cancellation)).Should().BeTrue();
        Fail(StatusCode.Unknown, "no such instance exists");
        (await Client.PurgeInstanceAsync("none", Cancellation)).Should().BeFalse();
    }

    private void Fail(StatusCode code, string detail) => server.Hub.Errors.Enqueue(new RpcException(new Status(code, detail)));

    private T Sent<T>() => server.Hub.Requests.OfType<T>().Last();

    private static async Task<T> Throws<T>(Task call)
        where T : Exception => (await FluentActions.Awaiting(() => call).Should().ThrowAsync<T>()).Which;
}
