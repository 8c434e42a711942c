using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.State;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>The state API on gRPC.</summary>
internal sealed class StateService(AppState state) : IDaprService<StateService>
{
    public static void Bind(DaprMethods<StateService> methods) => methods
        .Add<GetStateRequest, GetStateResponse>("GetState", (service, request) => service.Get(request))
        .Add<GetBulkStateRequest, GetBulkStateResponse>("GetBulkState", (service, request) => service.GetBulk(request))
        .Add<SaveStateRequest, Empty>("SaveState", (service, request) => service.Save(request))
        .Add<DeleteStateRequest, Empty>("DeleteState", (service, request) => service.Delete(request))
        .Add<DeleteBulkStateRequest, Empty>("DeleteBulkState", (service, request) => service.DeleteBulk(request))
        .Add<ExecuteStateTransactionRequest, Empty>(
            "ExecuteStateTransaction", (service, request) => service.Transact(request))
        .Add<QueryStateRequest, QueryStateResponse>("QueryStateAlpha1", (service, request) => service.Query(request));

    private GetStateResponse Get(GetStateRequest request)
    {
        var response = new GetStateResponse();
        if (state.Get(request.StoreName, request.Key) is { } entry)
        {
            response.Data = UnsafeByteOperations.UnsafeWrap(entry.Data);
            response.Etag = entry.ETag;
            response.Metadata.Add(entry.Metadata.ToDictionary());
        }
        return response;
    }

    private GetBulkStateResponse GetBulk(GetBulkStateRequest request)
    {
        var response = new GetBulkStateResponse();
        foreach (var (key, entry) in state.GetBulk(request.StoreName, request.Keys))
        {
            var item = new BulkStateItem { Key = key };
            if (entry is not null)
            {
                item.Data = UnsafeByteOperations.UnsafeWrap(entry.Data);
                item.Etag = entry.ETag;
                item.Metadata.Add(entry.Metadata.ToDictionary());
            }
            response.Items.Add(item);
        }
        return response;
    }

    private Empty Save(SaveStateRequest request)
    {
        state.Save(request.StoreName, [.. request.States.Select(item =>
        {
            if (item.Metadata.GetValueOrDefault("contentType") == "application/json")
                EnsureJson(item.Value);
            return Request(item);
        })]);
        return new Empty();
    }

    private Empty Delete(DeleteStateRequest request)
    {
        state.Delete(request.StoreName, new StateRequest(
            request.Key, default, request.Etag?.Value, Concurrency(request.Options), request.Metadata));
        return new Empty();
    }

    private Empty DeleteBulk(DeleteBulkStateRequest request)
    {
        state.DeleteBulk(request.StoreName, [.. request.States.Select(Request)]);
        return new Empty();
    }

    private Empty Transact(ExecuteStateTransactionRequest request)
    {
        state.Transact(request.StoreName, request.Operations.Select(
            operation => (operation.OperationType, Request(operation.Request ?? new StateItem()))));
        return new Empty();
    }

    private QueryStateResponse Query(QueryStateRequest request)
    {
        state.Open(request.StoreName);
        throw StateErrors.QueryUnsupported();
    }

    private static StateRequest Request(StateItem item) =>
        new(item.Key, item.Value.Memory, item.Etag?.Value, Concurrency(item.Options), item.Metadata);

    private static string? Concurrency(StateOptions? options) => options?.Concurrency switch
    {
        StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite => "first-write",
        StateOptions.Types.StateConcurrency.ConcurrencyLastWrite => "last-write",
        _ => null,
    };

    // daprd parses such a value and lets the parser's error out as it is.
    private static void EnsureJson(ByteString value)
    {
        try
        {
            using var document = JsonDocument.Parse(value.Memory);
        }
        catch (JsonException exception)
        {
            throw new RpcException(new Status(StatusCode.Unknown, exception.Message));
        }
    }
}
