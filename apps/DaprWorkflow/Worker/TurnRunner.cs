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
    ILogger<TurnRunner> logger)
{
    /// <param name="request">The turn.</param>
    /// <param name="completionToken">Goes back with the answer.</param>
    /// <param name="abandoned">Set when there is no time left to report anything.</param>
    public async Task RunAsync(WorkflowRequest request, string completionToken, CancellationToken abandoned)
    {
        await using var scope = scopes.CreateAsyncScope();
        var response = WorkflowTurn.Run(
            request,
            name => options.Workflows.GetValueOrDefault(name)?.Resolve(scope.ServiceProvider),
            services,
            text => LogLateStray(request.InstanceId, text));
        LogFailure(response);

        response.CompletionToken = completionToken;
        await completions.SendAsync(response, abandoned);
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
}
