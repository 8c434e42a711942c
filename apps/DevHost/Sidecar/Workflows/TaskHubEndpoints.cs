namespace ReportScheduler.DevHost.Sidecar.Workflows;

/// <summary>Puts a task hub behind a gRPC server: one server per app id, as one daprd serves one app.</summary>
public static class TaskHubEndpoints
{
    /// <summary>Registers gRPC and the hub that <see cref="MapTaskHub"/> serves.</summary>
    /// <param name="services">The services of the server of one app.</param>
    /// <param name="hub">The hub of that app id.</param>
    public static IServiceCollection AddTaskHub(this IServiceCollection services, TaskHub hub)
    {
        services.AddGrpc();
        return services.AddSingleton(hub).AddSingleton<TaskHubService>();
    }

    /// <summary>Maps TaskHubSidecarService, the workflow protocol of Dapr, for the hub of <see cref="AddTaskHub"/>.</summary>
    /// <param name="endpoints">The routes of that server.</param>
    public static IEndpointConventionBuilder MapTaskHub(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGrpcService<TaskHubService>();
}
