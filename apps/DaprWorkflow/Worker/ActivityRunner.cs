using System.Diagnostics;
using Dapr.Common.Serialization;
using Dapr.Workflow.Abstractions;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Runtime;
using Dapr.Workflow.Sidecar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>Runs activities and reports how they ended.</summary>
internal sealed partial class ActivityRunner(
    WorkflowRuntimeOptions options,
    EventSender events,
    IServiceScopeFactory scopes,
    IDaprSerializer serializer,
    CompletionSender completions,
    ILogger<ActivityRunner> logger)
{
    /// <param name="request">The call.</param>
    /// <param name="completionToken">Goes back with the answer.</param>
    /// <param name="isStopping">Tells that the host stops; a failure after that is taken for its doing and not reported.</param>
    /// <param name="abandoned">Set when there is no time left to report anything.</param>
    public async Task RunAsync(
        ActivityRequest request, string completionToken, Func<bool> isStopping, CancellationToken abandoned)
    {
        var response = new ActivityResponse
        {
            InstanceId = request.WorkflowInstance?.InstanceId ?? "",
            TaskId = request.TaskId,
            CompletionToken = completionToken,
        };

        using (var span = Tracing.StartActivity(request))
        {
            try
            {
                response.Result = await RunAsync(request);
            }
            catch (Exception failure)
            {
                span?.SetStatus(ActivityStatusCode.Error, failure.GetType().FullName);
                if (isStopping())
                {
                    LogStopped(failure, request.Name, response.InstanceId);
                    return;
                }

                LogFailed(failure, request.Name, response.InstanceId);
                response.FailureDetails = Failures.FromException(failure);
            }
        }

        await completions.SendAsync(response, abandoned);
    }

    private async Task<string> RunAsync(ActivityRequest request)
    {
        if (request.Name == EventToSend.ActivityName)
        {
            await events.RunAsync(request);
            return "";
        }

        await using var scope = scopes.CreateAsyncScope();
        var activity = Find(request.Name, scope.ServiceProvider);
        var input = string.IsNullOrEmpty(request.Input) ? null : serializer.Deserialize(request.Input, activity.InputType);
        var result = await activity.RunAsync(new ActivityContext(request), input);
        return result is null ? "" : serializer.Serialize(result, null);
    }

    private IWorkflowActivity Find(string name, IServiceProvider scope) =>
        options.Activities.GetValueOrDefault(name)?.Resolve(scope) ?? throw new ActivityNotFoundException(name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activity {Activity} of workflow instance {InstanceId} failed")]
    private partial void LogFailed(Exception error, string activity, string instanceId);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Activity {Activity} of workflow instance {InstanceId} ended with the host; another worker will do it")]
    private partial void LogStopped(Exception error, string activity, string instanceId);
}
