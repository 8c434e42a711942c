using System.Diagnostics;
using Dapr.Workflow.Protocol;
using Grpc.Core;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

public sealed class CompletionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Completion_TransientErrors_IsSentAgain()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server);
        server.Hub.Errors.Enqueue(Error(StatusCode.Unavailable, "not now"));
        server.Hub.Errors.Enqueue(Error(StatusCode.Aborted, "not now"));
        server.Hub.SendActivity(1, "Echo", "\"a\"");
        var result = await server.Hub.ActivityResultAsync();
        result.Result.Should().Be("\"a\"");
        result.InstanceId.Should().Be("instance");
        result.CompletionToken.Should().Be("token-1");
        server.Hub.CompletionCalls.Should().Be(3);
    }

    [Fact]
    public async Task Completion_OfAnItemTheSidecarHasForgotten_IsForgotten()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server);
        server.Hub.Errors.Enqueue(Error(StatusCode.Unknown, "unknown instance ID/task ID combo: instance/1"));
        server.Hub.SendActivity(1, "Echo", "\"a\"");
        await Eventually.TrueAsync(() => server.Hub.CompletionCalls == 1, Limit, Cancellation);
        server.Hub.SendActivity(2, "Echo", "\"b\"");
        (await server.Hub.ActivityResultAsync()).TaskId.Should().Be(2);
        server.Hub.CompletionCalls.Should().Be(2);
    }

    [Fact]
    public async Task ActivityResult_LargerThanTheSidecarTakes_FailsTheActivity()
    {
        await using var server = await ScriptedServer.StartAsync(maxReceiveMessageSize: 64 * 1024);
        await using var worker = await StartAsync(server);
        server.Hub.SendActivity(1, "Large", "100000");
        var result = await server.Hub.ActivityResultAsync();
        result.FailureDetails.ErrorType.Should().Be("OutcomeTooLarge");
        result.FailureDetails.IsNonRetriable.Should().BeTrue();
        result.Result.Should().BeNull();
    }

    [Fact]
    public async Task TurnOutcome_LargerThanTheSidecarTakes_FailsTheWorkflow()
    {
        await using var server = await ScriptedServer.StartAsync(maxReceiveMessageSize: 64 * 1024);
        await using var worker = await StartAsync(server);
        server.Hub.SendStart("large", "Large", "100000");
        var end = (await server.Hub.TurnResultAsync()).Actions.Single().CompleteWorkflow;
        end.FailureDetails.ErrorType.Should().Be("OutcomeTooLarge");
    }

    [Fact]
    public async Task Activity_Unknown_FailsWithItsName()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server);
        server.Hub.SendActivity(1, "Other");
        var failure = (await server.Hub.ActivityResultAsync()).FailureDetails;
        failure.ErrorType.Should().EndWith("ActivityNotFoundException");
        failure.ErrorMessage.Should().Be("No activity named 'Other' is registered in this worker.");
        failure.IsNonRetriable.Should().BeFalse("another version of the worker may have it");
    }

    [Fact]
    public async Task Activity_Throws_ReportsTypeAndMessage()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server);
        server.Hub.SendActivity(1, "Fail", "\"why\"");
        var failure = (await server.Hub.ActivityResultAsync()).FailureDetails;
        failure.ErrorType.Should().Be("System.InvalidOperationException");
        failure.ErrorMessage.Should().Be("why");
    }

    [Theory]
    [InlineData("0123456789abcdef", "0123456789abcdef")]
    [InlineData("", "instance/3")]
    public async Task Activity_Context_TellsItsKey(string taskExecutionId, string key)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server);
        server.Hub.Send(new WorkItem
        {
            ActivityRequest = new()
            {
                Name = "Context",
                TaskId = 3,
                TaskExecutionId = taskExecutionId,
                WorkflowInstance = new() { InstanceId = "instance" },
            },
        });
        (await server.Hub.ActivityResultAsync()).Result.Should().Be($"\"Context {key} instance\"");
    }

    [Fact]
    public async Task Activity_ParentTrace_GoesOnInTheActivity()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Dapr.Workflow",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server);
        server.Hub.Send(new WorkItem
        {
            ActivityRequest = new()
            {
                Name = "Trace",
                TaskId = 1,
                WorkflowInstance = new() { InstanceId = "instance" },
                ParentTraceContext = new() { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", TraceState = "a=b" },
            },
        });
        (await server.Hub.ActivityResultAsync()).Result
            .Should().Be("\"0af7651916cd43dd8448eb211c80319c b7ad6b7169203331 a=b WorkflowActivity Trace\"");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(StatusCode.Unknown, true)]
    [InlineData(StatusCode.Unavailable, false)]
    public async Task SentEvent_IsRaisedAndFailsOnlyIfAnotherTryMayHelp(StatusCode? error, bool done)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var worker = await StartAsync(server);
        server.Hub.SendStart("sender", "Send", "\"receiver\"");
        var call = (await server.Hub.TurnResultAsync()).Actions.Single().ScheduleTask;

        if (error is { } code)
            server.Hub.Errors.Enqueue(Error(code, "no such instance"));
        server.Hub.SendActivity(0, call.Name, call.Input, "sender");
        var result = await server.Hub.ActivityResultAsync();
        (result.FailureDetails is null).Should().Be(done);
        server.Hub.Requests.OfType<RaiseEventRequest>().Single()
            .Should().Be(new RaiseEventRequest { InstanceId = "receiver", Name = "ping", Input = "5" });
    }

    [Fact]
    public async Task SentEvent_AllActivitySlotsTaken_IsRaisedAllTheSame()
    {
        await using var server = await ScriptedServer.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await WorkerHost.StartAsync(server.Port, options =>
        {
#pragma warning disable CS0618 // The worker of this project heeds it.
            options.MaxConcurrentActivities = 1;
#pragma warning restore CS0618
            options.RegisterActivity<object?, object?>("Slow", async (_, _) =>
            {
                await release.Task;
                return null;
            });
            options.RegisterWorkflow<object?, int>("Send", (context, _) =>
            {
                context.SendEvent("receiver", "ping", 5);
                return Task.FromResult(0);
            });
        });
        server.Hub.SendActivity(1, "Slow");
        server.Hub.SendStart("sender", "Send");
        var call = (await server.Hub.TurnResultAsync()).Actions.Single().ScheduleTask;
        server.Hub.SendActivity(0, call.Name, call.Input, "sender");
        (await server.Hub.ActivityResultAsync()).InstanceId.Should().Be("sender");
        release.SetResult();
        (await server.Hub.ActivityResultAsync()).TaskId.Should().Be(1);
    }

    private static RpcException Error(StatusCode code, string detail) => new(new Status(code, detail));

    private static Task<WorkerHost> StartAsync(ScriptedServer server) => WorkerHost.StartAsync(server.Port, options =>
    {
        options.RegisterActivity<string, string>("Echo", (_, input) => Task.FromResult(input));
        options.RegisterActivity<int, string>("Large", (_, size) => Task.FromResult(new string('x', size)));
        options.RegisterActivity<string, string>("Fail", (_, message) => throw new InvalidOperationException(message));
        options.RegisterActivity<object?, string>(
            "Context", (context, _) => Task.FromResult($"{context.Identifier.Name} {context.TaskExecutionKey} {context.InstanceId}"));
        options.RegisterActivity<object?, string>("Trace", (_, _) => Task.FromResult(
            $"{Activity.Current?.TraceId} {Activity.Current?.ParentSpanId} {Activity.Current?.TraceStateString} {Activity.Current?.OperationName}"));
        options.RegisterWorkflow<int, string>("Large", (_, size) => Task.FromResult(new string('x', size)));
        options.RegisterWorkflow<string, int>("Send", (context, receiver) =>
        {
            context.SendEvent(receiver, "ping", 5);
            return Task.FromResult(0);
        });
    });
}
