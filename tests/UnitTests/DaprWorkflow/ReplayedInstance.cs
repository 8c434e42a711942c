using Dapr.Common.Serialization;
using Dapr.Workflow;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ReportScheduler.UnitTests.DaprWorkflow;

/// <summary>One instance whose turns are computed by the worker and whose history is kept the way the sidecar keeps it.</summary>
internal sealed class ReplayedInstance
{
    private readonly WorkflowRuntimeOptions options = new();
    private readonly TurnServices services;

    public ReplayedInstance(string? appId = "report-worker", ILoggerFactory? loggers = null) =>
        services = new TurnServices(new JsonDaprSerializer(), loggers ?? NullLoggerFactory.Instance, appId);

    public static ReplayedInstance Of<TInput, TOutput>(
        Func<WorkflowContext, TInput, Task<TOutput>> code, string? appId = "report-worker", ILoggerFactory? loggers = null)
    {
        var instance = new ReplayedInstance(appId, loggers);
        instance.options.RegisterWorkflow("Flow", code);
        return instance;
    }

    public static ReplayedInstance Of<TOutput>(Func<WorkflowContext, Task<TOutput>> code) =>
        Of<object?, TOutput>((context, _) => code(context));

    public string Id { get; init; } = "instance";

    public List<HistoryEvent> History { get; } = [];

    public List<string> LateStrays { get; } = [];

    /// <summary>The time of the next turn.</summary>
    public DateTime Now { get; set; } = Events.Epoch;

    /// <summary>The first turn.</summary>
    public WorkflowResponse Start(object? input = null, params HistoryEvent[] more) =>
        Turn([Events.Started("Flow", input, Id), .. more]);

    /// <summary>A turn with messages from the inbox; what it asks for is recorded.</summary>
    public WorkflowResponse Turn(params HistoryEvent[] messages)
    {
        HistoryEvent[] fresh = [Events.TurnStarted(Now), .. messages];
        var response = Replay(History, fresh);
        History.AddRange(fresh);
        History.AddRange(response.Actions.Select(Events.Record));
        return response;
    }

    /// <summary>Computes a turn and records nothing.</summary>
    public WorkflowResponse Replay(IEnumerable<HistoryEvent> past, IEnumerable<HistoryEvent> fresh)
    {
        var request = new WorkflowRequest { InstanceId = Id };
        request.PastEvents.AddRange(past);
        request.NewEvents.AddRange(fresh);
        return WorkflowTurn.Run(request, name => options.Workflows.GetValueOrDefault(name)?.Shared, services, LateStrays.Add);
    }
}
