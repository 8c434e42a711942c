namespace Dapr.Workflow;

/// <summary>Fan-out for workflow code.</summary>
public static class ParallelExtensions
{
    /// <summary>Starts one task per input, never more than a number of them at once, and awaits them all.</summary>
    /// <typeparam name="TInput">The type of the inputs.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="context">The workflow.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="taskFactory">Starts the work of one input, usually an activity call.</param>
    /// <param name="maxConcurrency">How many at once; at least 1.</param>
    /// <returns>The results in the order of the inputs.</returns>
    /// <exception cref="AggregateException">At least one task failed; thrown when all have ended, with all failures.</exception>
    public static async Task<TResult[]> ProcessInParallelAsync<TInput, TResult>(
        this WorkflowContext context,
        IEnumerable<TInput> inputs,
        Func<TInput, Task<TResult>> taskFactory,
        int maxConcurrency = 5)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(taskFactory);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);

        var items = inputs.ToArray();
        var results = new TResult[items.Length];
        var failures = new List<Exception>();
        var next = 0;

        await Task.WhenAll(Enumerable.Range(0, Math.Min(maxConcurrency, items.Length)).Select(_ => RunLane()));
        return failures.Count == 0 ? results : throw new AggregateException($"{failures.Count} of {items.Length} tasks failed.", failures);

        async Task RunLane()
        {
            while (next < items.Length)
            {
                var index = next++;
                try
                {
                    results[index] = await taskFactory(items[index]);
                }
                catch (Exception failure)
                {
                    failures.Add(failure);
                }
            }
        }
    }
}
