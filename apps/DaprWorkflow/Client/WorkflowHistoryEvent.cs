namespace Dapr.Workflow.Client;

/// <summary>One thing that happened in an instance.</summary>
/// <param name="EventId">The id of the action it records, else −1.</param>
/// <param name="EventType">What happened.</param>
/// <param name="Timestamp">When, in UTC.</param>
public sealed record WorkflowHistoryEvent(int EventId, WorkflowHistoryEventType EventType, DateTime Timestamp);
