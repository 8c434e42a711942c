using System.Text.Json;
using Dapr.Common.Serialization;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Registration;
using Dapr.Workflow.Runtime;
using Dapr.Workflow.Sidecar;
using Dapr.Workflow.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow;

/// <summary>Adds workflows to an app.</summary>
public static class WorkflowServiceCollectionExtensions
{
    /// <summary>Adds the client, and a worker without workflows of its own.</summary>
    /// <param name="services">The services of the app.</param>
    public static IServiceCollection AddDaprWorkflow(this IServiceCollection services) => services.AddDaprWorkflow(_ => { });

    /// <summary>
    /// Adds the worker, <see cref="IDaprWorkflowClient"/> and <see cref="DaprWorkflowClient"/>. The worker starts with the host and looks
    /// for the sidecar until it finds it. Calling this again adds to what is registered.
    /// </summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configure">Registers workflows and activities.</param>
    /// <param name="lifetime">The lifetime of the client.</param>
    public static IServiceCollection AddDaprWorkflow(
        this IServiceCollection services,
        Action<WorkflowRuntimeOptions> configure,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);

        var options = ExistingOptions(services);
        configure(options);
        AddImplementations(services, options);
        AddClient(services, options, lifetime);
        AddWorker(services);
        return services;
    }

    /// <summary>Adds the same as <see cref="AddDaprWorkflow(IServiceCollection)"/> and lets serialization and limits be set.</summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configureRuntime">Registers workflows and activities.</param>
    public static DaprWorkflowBuilder AddDaprWorkflowBuilder(
        this IServiceCollection services,
        Action<WorkflowRuntimeOptions>? configureRuntime)
    {
        services.AddDaprWorkflow(configureRuntime ?? (_ => { }));
        return new DaprWorkflowBuilder(services);
    }

    private static WorkflowRuntimeOptions ExistingOptions(IServiceCollection services)
    {
        var registered = services.FirstOrDefault(service => service.ServiceType == typeof(WorkflowRuntimeOptions));
        if (registered?.ImplementationInstance is WorkflowRuntimeOptions existing)
            return existing;

        var options = new WorkflowRuntimeOptions();
        services.AddSingleton(options);
        return options;
    }

    private static void AddImplementations(IServiceCollection services, WorkflowRuntimeOptions options)
    {
        foreach (var type in options.Workflows.Values.Select(entry => entry.ImplementationType)
            .Concat(options.Activities.Values.Select(entry => entry.ImplementationType)).OfType<Type>())
        {
            services.TryAddTransient(type);
        }
    }

    private static void AddClient(IServiceCollection services, WorkflowRuntimeOptions options, ServiceLifetime lifetime)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDaprSerializer>(_ => new JsonDaprSerializer());
        services.TryAddSingleton(provider => new SidecarChannel(
            provider.GetService<IConfiguration>(), options.GrpcChannelOptions, provider.GetService<MessageSizeLimits>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<SidecarChannel>().TaskHub);
        services.TryAdd(new ServiceDescriptor(typeof(DaprWorkflowClient), NewClient, lifetime));
        services.TryAdd(new ServiceDescriptor(
            typeof(IDaprWorkflowClient), provider => provider.GetRequiredService<DaprWorkflowClient>(), lifetime));
    }

    private static DaprWorkflowClient NewClient(IServiceProvider provider) => new(
        provider.GetRequiredService<TaskHubSidecarService.TaskHubSidecarServiceClient>(),
        provider.GetRequiredService<IDaprSerializer>(),
        provider.GetRequiredService<TimeProvider>());

    private static void AddWorker(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new TurnServices(
            provider.GetRequiredService<IDaprSerializer>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<IConfiguration>()?["APP_ID"] ?? Environment.GetEnvironmentVariable("APP_ID")));
        services.TryAddSingleton<EventSender>();
        services.TryAddSingleton<CompletionSender>();
        services.TryAddSingleton<TurnRunner>();
        services.TryAddSingleton<ActivityRunner>();
        services.TryAddSingleton<WorkItemDispatcher>();
        services.TryAddSingleton<WorkItemStream>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WorkflowWorker>());
    }

    /// <summary>Sets serialization and limits of workflows.</summary>
#pragma warning disable CA1034, CA1815 // Nested, and a structure without equality, because the package has it so.
    public readonly struct DaprWorkflowBuilder : IDaprWorkflowBuilder
#pragma warning restore CA1034, CA1815
    {
        internal DaprWorkflowBuilder(IServiceCollection services) => Services = services;

        /// <inheritdoc />
        public IServiceCollection Services { get; }

        /// <summary>Sets how payloads are written and read.</summary>
        /// <param name="serializer">The serializer.</param>
        public DaprWorkflowBuilder WithSerializer(IDaprSerializer serializer)
        {
            ArgumentNullException.ThrowIfNull(serializer);
            Services.Replace(ServiceDescriptor.Singleton(serializer));
            return this;
        }

        /// <summary>Sets how JSON payloads are written and read.</summary>
        /// <param name="jsonOptions">The options.</param>
        public DaprWorkflowBuilder WithJsonSerializer(JsonSerializerOptions jsonOptions) =>
            WithSerializer(new JsonDaprSerializer(jsonOptions));

        /// <summary>Sets how large messages may be on this side; the sidecar has its own limit.</summary>
        /// <param name="maxReceiveMessageSize">In bytes; null for no limit.</param>
        /// <param name="maxSendMessageSize">In bytes; null for no limit.</param>
        public DaprWorkflowBuilder WithGrpcMessageSizeLimits(int? maxReceiveMessageSize = null, int? maxSendMessageSize = null)
        {
            Services.Replace(ServiceDescriptor.Singleton(new MessageSizeLimits(maxReceiveMessageSize, maxSendMessageSize)));
            return this;
        }
    }
}
