namespace ReportScheduler.Domain.Messages;

/// <summary>Asks a worker whether the data of a waiting run is there: method <see cref="Method"/> of the app <see cref="DaprNames.Worker"/>.</summary>
public sealed record GateCheckRequest(Guid TenantId, Guid RunId)
{
    /// <summary>The Dapr method, by POST.</summary>
    public const string Method = "gates/check";
}

/// <summary>What the gate's query gave.</summary>
/// <param name="IsOpen">Whether it gave true.</param>
/// <param name="Error">Why it could not be asked, for the schedule's owner; it is asked again.</param>
public sealed record GateCheckResult(bool IsOpen, string? Error);
