using System.Net.Http.Headers;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ReportScheduler.DevHost.Sidecar.Apps;
using ReportScheduler.DevHost.Sidecar.Invocation;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>InvokeService: gRPC from the caller, HTTP to the app that is called.</summary>
internal sealed class InvocationService(AppInvoker invoker) : IDaprService<InvocationService>
{
    public static void Bind(DaprMethods<InvocationService> methods) => methods
        .Add<InvokeServiceRequest, InvokeResponse>(
            "InvokeService", (service, request, call) => service.InvokeAsync(request, call));

    private async Task<InvokeResponse> InvokeAsync(InvokeServiceRequest request, ServerCallContext call)
    {
        var message = request.Message ?? new InvokeRequest();
        var verb = message.HttpExtension?.Verb ?? HTTPExtension.Types.Verb.None;
        if (verb is HTTPExtension.Types.Verb.None or HTTPExtension.Types.Verb.Connect)
            throw InvokeErrors.Failed(request.Id, "invalid HTTP verb");
        string path;
        try
        {
            path = "/" + MethodPath.Normalize(message.Method);
        }
        catch (FormatException exception)
        {
            throw InvokeErrors.Failed(request.Id, exception.Message);
        }
        if (message.HttpExtension!.Querystring is { Length: > 0 } query)
            path += "?" + query;

        using var response = await invoker.InvokeAsync(
            request.Id, () => Create(verb, path, message, call), retry: true, call.CancellationToken);
        var data = await response.Content.ReadAsByteArrayAsync(call.CancellationToken);
        await call.WriteResponseHeadersAsync(new Metadata
        {
            { "dapr-http-status", ((int)response.StatusCode).ToString(null, null) },
        });
        if (!response.IsSuccessStatusCode)
            throw new RpcException(new Status(HttpStatusMapping.ToGrpc((int)response.StatusCode), response.ReasonPhrase ?? ""));
        return new InvokeResponse
        {
            Data = new Any { Value = UnsafeByteOperations.UnsafeWrap(data) },
            ContentType = response.Content.Headers.ContentType?.ToString() ?? "",
        };
    }

    private static HttpRequestMessage Create(
        HTTPExtension.Types.Verb verb, string path, InvokeRequest message, ServerCallContext call)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Parse(verb.ToString().ToUpperInvariant()), new Uri(path, UriKind.Relative));
        if (message.Data?.Value is { IsEmpty: false } data)
        {
            request.Content = new ReadOnlyMemoryContent(data.Memory);
            if (MediaTypeHeaderValue.TryParse(message.ContentType, out var contentType))
                request.Content.Headers.ContentType = contentType;
        }
        foreach (var entry in call.RequestHeaders)
        {
            if (!entry.IsBinary && !HeaderRules.IsReserved(entry.Key) && entry.Key != "user-agent")
                request.Headers.TryAddWithoutValidation(entry.Key, entry.Value);
        }
        return request;
    }
}
