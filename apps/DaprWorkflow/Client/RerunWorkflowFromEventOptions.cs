namespace Dapr.Workflow.Client;

/// <summary>What a rerun does differently.</summary>
public sealed class RerunWorkflowFromEventOptions
{
    /// <summary>The id of the new instance; null for a generated one.</summary>
    public string? NewInstanceId { get; set; }

    /// <summary>The input of the event that is run again, carried as JSON; used only with <see cref="OverwriteInput"/>.</summary>
    public object? Input { get; set; }

    /// <summary>Whether <see cref="Input"/> replaces the old input.</summary>
    public bool OverwriteInput { get; set; }
}
