namespace Dapr.Workflow.Runtime;

/// <summary>The workflow code wants to start over.</summary>
/// <param name="Input">The new input as JSON.</param>
/// <param name="PreserveEvents">Whether unread events go along.</param>
internal sealed record RestartRequest(string Input, bool PreserveEvents);
