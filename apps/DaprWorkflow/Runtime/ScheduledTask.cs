namespace Dapr.Workflow.Runtime;

/// <summary>An action that was recorded and the task of its outcome.</summary>
/// <param name="Id">The id of the action.</param>
/// <param name="Outcome">Its result as JSON.</param>
internal readonly record struct ScheduledTask(int Id, Task<string?> Outcome);
