using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.PubSub;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>Publishing on gRPC.</summary>
internal sealed class PubSubService(AppPublisher publisher) : IDaprService<PubSubService>
{
    public static void Bind(DaprMethods<PubSubService> methods) => methods
        .Add<PublishEventRequest, Empty>("PublishEvent", (service, request, call) => service.Publish(request, call))
        .Add<BulkPublishRequest, BulkPublishResponse>(
            "BulkPublishEvent", (service, request, call) => service.PublishBulk(request, call))
        .Add<BulkPublishRequest, BulkPublishResponse>(
            "BulkPublishEventAlpha1", (service, request, call) => service.PublishBulk(request, call));

    private Task<Empty> Publish(PublishEventRequest request, ServerCallContext call)
    {
        publisher.Publish(
            request.PubsubName, request.Topic, request.Data.Memory, request.DataContentType,
            new Dictionary<string, string>(request.Metadata), Trace(call));
        return Task.FromResult(new Empty());
    }

    private Task<BulkPublishResponse> PublishBulk(BulkPublishRequest request, ServerCallContext call)
    {
        publisher.PublishBulk(
            request.PubsubName, request.Topic,
            [.. request.Entries.Select(entry => new BulkEntry(
                entry.EntryId, entry.Event.Memory, entry.ContentType, new Dictionary<string, string>(entry.Metadata)))],
            new Dictionary<string, string>(request.Metadata), Trace(call));
        return Task.FromResult(new BulkPublishResponse());
    }

    private static TraceContext Trace(ServerCallContext call) => new(
        call.RequestHeaders.GetValue("traceparent") ?? "", call.RequestHeaders.GetValue("tracestate") ?? "");
}
