namespace Dapr.Workflow.Abstractions;

/// <summary>An activity as the worker sees it. Derive from <see cref="WorkflowActivity{TInput, TOutput}"/> instead of implementing this.</summary>
public interface IWorkflowActivity
{
    /// <summary>The type its input is read as.</summary>
    Type InputType { get; }

    /// <summary>The type of its result.</summary>
    Type OutputType { get; }

    /// <summary>Runs the activity.</summary>
    /// <param name="context">Says which call this is.</param>
    /// <param name="input">The input, or null.</param>
    Task<object?> RunAsync(WorkflowActivityContext context, object? input);
}
