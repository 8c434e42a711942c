using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>Computes workflow turns and reports them.</summary>
internal sealed partial class TurnRunner(
    WorkflowRuntimeOptions options,
    IServiceScopeFactory scopes,
    TurnServices services,
    CompletionSender completions,
    TimeProvider time,
    ILogger<TurnRunner> logger)
{
    private static readonly TimeSpan Suspicious = TimeSpan.FromSeconds(30);

    /// <param name="request">The turn.</param>
    /// <param name="completionToken">Goes back with the answer.</param>
    /// <param name="abandoned">Set when there is no time left to report anything.</param>
    public async Task RunAsync(WorkflowRequest request, string completionToken, CancellationToken abandoned)
    {
        var response = await ComputeAsync(request);
        LogFailure(response);

        response.CompletionToken = completionToken;
        await completions.SendAsync(response, abandoned);
    }

    private async Task<WorkflowResponse> ComputeAsync(WorkflowRequest request)
    {
        await using var watch = time.CreateTimer(
            _ => LogBlocked(request.InstanceId, Suspicious.TotalSeconds), null, Suspicious, Timeout.InfiniteTimeSpan);
        await using var scope = scopes.CreateAsyncScope();
        return WorkflowTurn.Run(
            request,
            name => options.Workflows.GetValueOrDefault(name)?.Resolve(scope.ServiceProvider),
            services,
            text => LogLateStray(request.InstanceId, text));
    }

    private void LogFailure(WorkflowResponse response)
    {
        foreach (var action in response.Actions)
        {
            if (action.CompleteWorkflow?.FailureDetails is { } failure)
                LogFailed(response.InstanceId, failure.ErrorType, failure.ErrorMessage);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Workflow instance {InstanceId} failed with {ErrorType}: {ErrorMessage}")]
    private partial void LogFailed(string instanceId, string errorType, string errorMessage);

    [LoggerMessage(Level = LogLevel.Error, Message = "Workflow instance {InstanceId}: {Text}")]
    private partial void LogLateStray(string instanceId, string text);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The code of workflow instance {InstanceId} has not come to an await for {Seconds} s; it must not block")]
    private partial void LogBlocked(string instanceId, double seconds);
}
