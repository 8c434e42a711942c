namespace Dapr.Workflow;

/// <summary>
/// Base class of workflows. The code runs again from the start on every turn, so it must be deterministic: it awaits only tasks
/// that come from its <see cref="WorkflowContext"/> and takes time, ids and randomness from there.
/// </summary>
/// <typeparam name="TInput">The type of the input; it is carried as JSON.</typeparam>
/// <typeparam name="TOutput">The type of the result; it is carried as JSON.</typeparam>
public abstract class Workflow<TInput, TOutput> : IWorkflow
{
    Type IWorkflow.InputType => typeof(TInput);

    Type IWorkflow.OutputType => typeof(TOutput);

    async Task<object?> IWorkflow.RunAsync(WorkflowContext context, object? input) =>
        await RunAsync(context, input is null ? default! : (TInput)input);

    /// <summary>The workflow code.</summary>
    /// <param name="context">The only source of time, ids and asynchronous work that workflow code may use.</param>
    /// <param name="input">The input; the default value when none was given.</param>
    public abstract Task<TOutput> RunAsync(WorkflowContext context, TInput input);
}
