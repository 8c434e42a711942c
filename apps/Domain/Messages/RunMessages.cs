using System.Text.Json.Serialization;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Domain.Messages;

/// <summary>Runs wait for a worker. It carries ids only; the ledger holds everything else.</summary>
public sealed record RunsRequested
{
    /// <summary>
    /// Runs of one message. More would cost still less, but a worker without room keeps its messages, and others are not told
    /// of what they stand for.
    /// </summary>
    public const int MaxRuns = 25;

    /// <summary>Up to <see cref="MaxRuns"/>, of any tenants.</summary>
    public IReadOnlyList<Guid> RunIds { get; init; } = [];
}

/// <summary>A run has reached its terminal state.</summary>
/// <param name="Attempt">How often a worker took it: each may have left a workflow instance behind.</param>
public sealed record RunFinished(Guid TenantId, Guid RunId, RunState State, int Attempt);

/// <summary>Somebody is to be told of an alert; it carries ids only.</summary>
public sealed record AlertRaised(Guid TenantId, Guid AlertId);

/// <summary>Data has arrived: opens the gates of the tenant's schedules that wait for an event of this name.</summary>
/// <param name="Name">1 to 200 characters.</param>
public sealed record DataReady(Guid TenantId, string Name);

/// <summary>Names of the Dapr building blocks and topics, the same in every components folder.</summary>
public static class DaprNames
{
    public const string PubSub = "pubsub";
    public const string Cache = "cache";
    public const string Secrets = "secrets";
    public const string RunsRequested = "runs.requested";
    public const string RunsRequestedDead = "runs.requested.dead";
    public const string RunsFinished = "runs.finished";
    public const string AlertsRaised = "alerts.raised";
    public const string DataReady = "data.ready";
    public const string Worker = "report-worker";
}

/// <summary>Source-generated JSON of the messages.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RunsRequested))]
[JsonSerializable(typeof(RunFinished))]
[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(DataReady))]
public sealed partial class MessagesJson : JsonSerializerContext;
