using Dapr.Client.Autogen.Grpc.v1;
using ReportScheduler.DevHost.Sidecar.Secrets;

namespace ReportScheduler.DevHost.Sidecar.Grpc;

/// <summary>The secrets API on gRPC.</summary>
internal sealed class SecretService(AppSecrets secrets) : IDaprService<SecretService>
{
    public static void Bind(DaprMethods<SecretService> methods) => methods
        .Add<GetSecretRequest, GetSecretResponse>("GetSecret", (service, request) => service.Get(request))
        .Add<GetBulkSecretRequest, GetBulkSecretResponse>("GetBulkSecret", (service, request) => service.GetBulk(request));

    private GetSecretResponse Get(GetSecretRequest request)
    {
        var response = new GetSecretResponse();
        response.Data.Add(secrets.Get(request.StoreName, request.Key).ToDictionary());
        return response;
    }

    private GetBulkSecretResponse GetBulk(GetBulkSecretRequest request)
    {
        var response = new GetBulkSecretResponse();
        foreach (var (name, values) in secrets.All(request.StoreName))
            response.Data[name] = new SecretResponse { Secrets = { values.ToDictionary() } };
        return response;
    }
}
