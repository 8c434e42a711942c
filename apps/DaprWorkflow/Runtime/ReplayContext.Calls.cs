using Dapr.Workflow.Protocol;
using Scope = Dapr.Workflow.Protocol.HistoryPropagationScope;

namespace Dapr.Workflow.Runtime;

/// <summary>Activities and child workflows.</summary>
internal sealed partial class ReplayContext
{
    public override async Task<T> CallActivityAsync<T>(string name, object? input = null, WorkflowTaskOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        scheduler.VerifyAccess();
        var json = Write(input);
        var executionId = ids.TaskExecutionId(Ledger.NextId, name);

        return Read<T>(await WithRetriesAsync(
            options?.RetryPolicy,
            () => Schedule(
                new WorkflowAction
                {
                    ScheduleTask = Scoped(
                        new ScheduleTaskAction { Name = name, Input = json, TaskExecutionId = executionId },
                        options?.PropagationScope),
                },
                options?.TargetAppId),
            timer => timer.ActivityRetry = new TimerOriginActivityRetry { TaskExecutionId = executionId }));
    }

    public override async Task<TResult> CallChildWorkflowAsync<TResult>(
        string workflowName,
        object? input = null,
        ChildWorkflowTaskOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(workflowName);
        scheduler.VerifyAccess();
        var json = Write(input);
        string? firstId = null;

        return Read<TResult>(await WithRetriesAsync(
            options?.RetryPolicy,
            () =>
            {
                // Each attempt is an instance of its own: the id of a failed one may still be taken.
                var id = options?.InstanceId ?? ids.NewGuid().ToString();
                firstId ??= id;
                return Schedule(
                    new WorkflowAction
                    {
                        CreateChildWorkflow = Scoped(
                            new CreateChildWorkflowAction { InstanceId = id, Name = workflowName, Input = json },
                            options?.PropagationScope),
                    },
                    options?.TargetAppId);
            },
            timer => timer.ChildWorkflowRetry = new TimerOriginChildWorkflowRetry { InstanceId = firstId }));
    }

    private Task<string?> Schedule(WorkflowAction action, string? targetAppId)
    {
        action.Router = route.To(targetAppId);
        return Ledger.Schedule(action).Outcome;
    }

    private async Task<string?> WithRetriesAsync(
        WorkflowRetryPolicy? policy,
        Func<Task<string?>> attempt,
        Action<CreateTimerAction> setOrigin)
    {
        var firstAttemptAt = now;
        for (var number = 1; ; number++)
        {
            TimeSpan delay;
            try
            {
                return await attempt();
            }
            catch (WorkflowTaskFailedException failed) when (policy is not null)
            {
                if (RetrySchedule.NextDelay(policy, number, firstAttemptAt, now, failed.FailureDetails) is not { } next)
                    throw;
                delay = next;
            }

            await Timer(now.Add(delay), setOrigin, CancellationToken.None);
        }
    }

    private static ScheduleTaskAction Scoped(ScheduleTaskAction action, HistoryPropagationScope? scope)
    {
        if (scope is { } wanted and not HistoryPropagationScope.None)
            action.HistoryPropagationScope = (Scope)wanted;
        return action;
    }

    private static CreateChildWorkflowAction Scoped(CreateChildWorkflowAction action, HistoryPropagationScope? scope)
    {
        if (scope is { } wanted and not HistoryPropagationScope.None)
            action.HistoryPropagationScope = (Scope)wanted;
        return action;
    }
}
