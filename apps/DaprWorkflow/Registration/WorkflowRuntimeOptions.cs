using Dapr.Workflow.Abstractions;
using Dapr.Workflow.Registration;
using Grpc.Net.Client;

namespace Dapr.Workflow;

/// <summary>The workflows and activities of this app, and how their worker connects.</summary>
public sealed class WorkflowRuntimeOptions
{
    private int maxConcurrentWorkflows = 100;
    private int maxConcurrentActivities = 100;

    /// <summary>The channel options given, if any.</summary>
    public GrpcChannelOptions? GrpcChannelOptions { get; private set; }

    /// <summary>How many workflow turns this worker computes at once; at least 1, 100 unless set.</summary>
    [Obsolete("The Dapr.Workflow package ignores this: limit with spec.workflow of the Dapr Configuration as well.")]
    public int MaxConcurrentWorkflows
    {
        get => maxConcurrentWorkflows;
        set => maxConcurrentWorkflows = AtLeastOne(value);
    }

    /// <summary>How many activities this worker runs at once; at least 1, 100 unless set.</summary>
    [Obsolete("The Dapr.Workflow package ignores this: limit with spec.workflow of the Dapr Configuration as well.")]
    public int MaxConcurrentActivities
    {
        get => maxConcurrentActivities;
        set => maxConcurrentActivities = AtLeastOne(value);
    }

    internal int WorkflowLimit => maxConcurrentWorkflows;

    internal int ActivityLimit => maxConcurrentActivities;

    internal Dictionary<string, Registered<IWorkflow>> Workflows { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal Dictionary<string, Registered<IWorkflowActivity>> Activities { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets the options of the channel to the sidecar.</summary>
    /// <param name="grpcChannelOptions">The options.</param>
    public void UseGrpcChannelOptions(GrpcChannelOptions grpcChannelOptions) =>
        GrpcChannelOptions = grpcChannelOptions ?? throw new ArgumentNullException(nameof(grpcChannelOptions));

    /// <summary>Registers a function as a workflow. Names are compared without regard to case.</summary>
    /// <typeparam name="TInput">The type of the input.</typeparam>
    /// <typeparam name="TOutput">The type of the result.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="implementation">The workflow code.</param>
    public void RegisterWorkflow<TInput, TOutput>(string name, Func<WorkflowContext, TInput, Task<TOutput>> implementation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(implementation);
        Workflows[name] = Registered<IWorkflow>.Instance(new DelegateWorkflow<TInput, TOutput>(implementation));
    }

    /// <summary>Registers a class as a workflow; an instance is taken from a new service scope for every turn.</summary>
    /// <typeparam name="TWorkflow">The class.</typeparam>
    /// <param name="name">The name; the name of the class when null.</param>
    public void RegisterWorkflow<TWorkflow>(string? name = null)
        where TWorkflow : class, IWorkflow =>
        Workflows[name ?? typeof(TWorkflow).Name] = Registered<IWorkflow>.Type(typeof(TWorkflow));

    /// <summary>Registers a function as an activity. Names are compared without regard to case.</summary>
    /// <typeparam name="TInput">The type of the input.</typeparam>
    /// <typeparam name="TOutput">The type of the result.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="implementation">The activity code.</param>
    public void RegisterActivity<TInput, TOutput>(string name, Func<WorkflowActivityContext, TInput, Task<TOutput>> implementation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(implementation);
        Activities[name] = Registered<IWorkflowActivity>.Instance(new DelegateActivity<TInput, TOutput>(implementation));
    }

    /// <summary>Registers a class as an activity; an instance is taken from a new service scope for every run.</summary>
    /// <typeparam name="TActivity">The class.</typeparam>
    /// <param name="name">The name; the name of the class when null.</param>
    public void RegisterActivity<TActivity>(string? name = null)
        where TActivity : class, IWorkflowActivity =>
        Activities[name ?? typeof(TActivity).Name] = Registered<IWorkflowActivity>.Type(typeof(TActivity));

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
