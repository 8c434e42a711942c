using Grpc.Core;

namespace ReportScheduler.IntegrationTests.DaprWorkflow;

/// <summary>What came with a call: the rpc, its deadline and two of its headers.</summary>
internal sealed record RecordedCall(string Method, DateTime Deadline, string? ApiToken, string? TraceParent)
{
    public static RecordedCall Of(ServerCallContext context) => new(
        context.Method,
        context.Deadline,
        context.RequestHeaders.GetValue("dapr-api-token"),
        context.RequestHeaders.GetValue("traceparent"));
}
