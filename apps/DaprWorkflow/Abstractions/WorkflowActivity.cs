using Dapr.Workflow.Abstractions;

namespace Dapr.Workflow;

/// <summary>
/// Base class of activities: the steps that may do anything. An activity runs at least once, and can run again after a crash or a lost
/// connection; <see cref="WorkflowActivityContext.TaskExecutionKey"/> tells that two runs are the same call.
/// </summary>
/// <remarks>
/// The protocol has no cancellation of a running activity. One that takes long listens to
/// <c>IHostApplicationLifetime.ApplicationStopping</c> and throws <see cref="OperationCanceledException"/>: the worker then reports
/// nothing, and the sidecar gives the work to another worker.
/// </remarks>
/// <typeparam name="TInput">The type of the input; it is carried as JSON.</typeparam>
/// <typeparam name="TOutput">The type of the result; it is carried as JSON.</typeparam>
public abstract class WorkflowActivity<TInput, TOutput> : IWorkflowActivity
{
    Type IWorkflowActivity.InputType => typeof(TInput);

    Type IWorkflowActivity.OutputType => typeof(TOutput);

    /// <inheritdoc />
    public async Task<object?> RunAsync(WorkflowActivityContext context, object? input) =>
        await RunAsync(context, input is null ? default! : (TInput)input);

    /// <summary>The activity code.</summary>
    /// <param name="context">Says which call this is.</param>
    /// <param name="input">The input; the default value when none was given.</param>
    public abstract Task<TOutput> RunAsync(WorkflowActivityContext context, TInput input);
}
