namespace Dapr.Workflow;

/// <summary>The part of <see cref="WorkflowContext"/> that does not schedule work.</summary>
public interface IWorkflowContext
{
    /// <summary>True while the code repeats what it did in earlier turns.</summary>
    bool IsReplaying { get; }

    /// <summary>The time of the current turn in UTC: the same on every replay.</summary>
    DateTime CurrentUtcDateTime { get; }

    /// <summary>Tells whether this instance runs the code behind the named patch.</summary>
    /// <param name="patchName">A name that stays with the change forever.</param>
    bool IsPatched(string patchName);
}
