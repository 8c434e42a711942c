using Dapr.Workflow;
using Dapr.Workflow.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class RegistrationTests
{
    [Fact]
    public void AddDaprWorkflow_Twice_AddsUpAndHasOneWorker()
    {
        var services = Services();
        services.AddDaprWorkflow(options => options.RegisterWorkflow<int, int>("One", (_, input) => Task.FromResult(input)));
        services.AddDaprWorkflow(options => options.RegisterActivity<Echo>());
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<WorkflowRuntimeOptions>();
        options.Workflows.Keys.Should().Equal("One");
        options.Activities.Keys.Should().Equal("Echo");
        services.Count(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(WorkflowWorker))
            .Should().Be(1);
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton, true)]
    [InlineData(ServiceLifetime.Transient, false)]
    public void AddDaprWorkflow_Lifetime_IsTheClients(ServiceLifetime lifetime, bool same)
    {
        var services = Services();
        services.AddDaprWorkflow(_ => { }, lifetime);
        using var provider = services.BuildServiceProvider();
        ReferenceEquals(provider.GetRequiredService<DaprWorkflowClient>(), provider.GetRequiredService<DaprWorkflowClient>()).Should().Be(same);
        provider.GetRequiredService<IDaprWorkflowClient>().Should().BeOfType<DaprWorkflowClient>();
    }

    [Fact]
    public async Task Resolve_Class_GetsItsServicesFromTheScope()
    {
        var services = Services();
        services.AddScoped<Dependency>();
        services.AddDaprWorkflow(options => options.RegisterActivity<Echo>("echo"));
        await using var provider = services.BuildServiceProvider();

        var registered = provider.GetRequiredService<WorkflowRuntimeOptions>().Activities["ECHO"];
        Dependency first;
        await using (var scope = provider.CreateAsyncScope())
        {
            first = ((Echo)registered.Resolve(scope.ServiceProvider)).Dependency;
            scope.ServiceProvider.GetRequiredService<Dependency>().Should().BeSameAs(first);
        }

        first.Disposed.Should().BeTrue();
    }

    [Fact]
    public void Builder_SizeLimitsAndSerializer_AreTaken()
    {
        var serializer = new Dapr.Common.Serialization.JsonDaprSerializer();
        var services = Services();
        services.AddDaprWorkflowBuilder(_ => { }).WithSerializer(serializer).WithGrpcMessageSizeLimits(1000, 2000);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<Dapr.Common.Serialization.IDaprSerializer>().Should().BeSameAs(serializer);
        provider.GetRequiredService<Dapr.Workflow.Sidecar.MessageSizeLimits>().Should().Be(new Dapr.Workflow.Sidecar.MessageSizeLimits(1000, 2000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void MaxConcurrent_BelowOne_Throws(int limit)
    {
        var options = new WorkflowRuntimeOptions();
#pragma warning disable CS0618 // The worker of this project heeds it.
        FluentActions.Invoking(() => options.MaxConcurrentActivities = limit).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => options.MaxConcurrentWorkflows = limit).Should().Throw<ArgumentOutOfRangeException>();
#pragma warning restore CS0618
    }

    private static ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        return services;
    }

    internal sealed class Dependency : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }

    internal sealed class Echo(Dependency dependency) : WorkflowActivity<int, int>
    {
        public Dependency Dependency { get; } = dependency;

        public override Task<int> RunAsync(WorkflowActivityContext context, int input) => Task.FromResult(input);
    }
}
