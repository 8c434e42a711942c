namespace Dapr.Workflow.Abstractions;

/// <summary>The name of a workflow or an activity. Names are compared without regard to case.</summary>
/// <param name="Name">The name.</param>
public readonly record struct TaskIdentifier(string Name)
{
    /// <summary>Makes an identifier of a name.</summary>
    /// <param name="name">The name.</param>
#pragma warning disable CA2225 // The named alternates are the constructor and the property.
    public static implicit operator TaskIdentifier(string name) => new(name);

    /// <summary>Gives the name.</summary>
    /// <param name="identifier">The identifier.</param>
    public static implicit operator string(TaskIdentifier identifier) => identifier.Name;
#pragma warning restore CA2225

    /// <summary>Gives the name.</summary>
    public override string ToString() => Name;
}
