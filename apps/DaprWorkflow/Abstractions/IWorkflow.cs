namespace Dapr.Workflow;

/// <summary>A workflow as the worker sees it. Derive from <see cref="Workflow{TInput, TOutput}"/> instead of implementing this.</summary>
public interface IWorkflow
{
    /// <summary>The type its input is read as.</summary>
    Type InputType { get; }

    /// <summary>The type of its result.</summary>
    Type OutputType { get; }

    /// <summary>Runs the workflow code.</summary>
    /// <param name="context">The only source of time, ids and asynchronous work that workflow code may use.</param>
    /// <param name="input">The input, or null.</param>
    Task<object?> RunAsync(WorkflowContext context, object? input);
}
