using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Runtime;

/// <summary>The context workflow code gets: it turns calls into actions under ids, and outcomes from the history into results.</summary>
internal sealed partial class ReplayContext(TurnStart start, TurnServices services, TurnScheduler scheduler) : WorkflowContext, IDisposable
{
    private readonly DeterministicIds ids = new(start.InstanceId, start.Generation);
    private readonly PatchLog patches = new(start.History);
    private readonly List<IDisposable> registrations = [];
    private readonly OutgoingRoute route = new(start.Router, services.AppId);
    private DateTime now = start.At;
    private bool isReplaying = true;

    public ActionLedger Ledger { get; } = new();

    public EventMailbox Mailbox { get; } = new();

    public RestartRequest? Restart { get; private set; }

    public string? CustomStatus { get; private set; }

    public WorkflowVersion? Version => patches.ToVersion();

    public override string Name => start.Name;

    public override string InstanceId => start.InstanceId;

    public override DateTime CurrentUtcDateTime => now;

    public override bool IsReplaying => isReplaying;

    public override bool IsPatched(string patchName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(patchName);
        scheduler.VerifyAccess();
        return patches.IsPatched(patchName, isReplaying);
    }

    public override Guid NewGuid()
    {
        scheduler.VerifyAccess();
        return ids.NewGuid();
    }

    public override void SetCustomStatus(object? customStatus)
    {
        scheduler.VerifyAccess();
        CustomStatus = customStatus is null ? null : Write(customStatus);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        scheduler.VerifyAccess();
        Restart = new RestartRequest(Write(newInput), preserveUnprocessedEvents);
    }

    public override PropagatedHistory? GetPropagatedHistory() => PropagatedHistories.ToPublic(start.Propagated);

    public override ILogger CreateReplaySafeLogger(string categoryName) =>
        new ReplaySafeLogger(services.Loggers.CreateLogger(categoryName), this);

    public override ILogger CreateReplaySafeLogger(System.Type type) =>
        new ReplaySafeLogger(services.Loggers.CreateLogger(type), this);

    public override ILogger CreateReplaySafeLogger<T>() => CreateReplaySafeLogger(typeof(T));

    /// <summary>From here on the code does things for the first time.</summary>
    public void EndReplay() => isReplaying = false;

    public void SetTime(Timestamp? timestamp) => now = timestamp?.ToDateTime() ?? now;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
    }

    private string Write(object? value) => value is null ? "" : services.Serializer.Serialize(value, null);

    private T Read<T>(string? json) => string.IsNullOrEmpty(json) ? default! : services.Serializer.Deserialize<T>(json)!;

    private void GiveUpOn(Action cancel, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            registrations.Add(cancellationToken.Register(() => scheduler.Post(cancel)));
    }
}
