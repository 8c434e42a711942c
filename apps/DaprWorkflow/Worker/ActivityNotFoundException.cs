namespace Dapr.Workflow.Worker;

/// <summary>No activity of that name is registered in this worker; another version of the app may have it.</summary>
internal sealed class ActivityNotFoundException(string name) : Exception($"No activity named '{name}' is registered in this worker.");
