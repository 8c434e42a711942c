namespace Dapr.Workflow.Runtime;

/// <summary>Decides after a failed attempt how long to wait for the next one.</summary>
internal static class RetrySchedule
{
    /// <summary>The wait, or null when there is no next attempt.</summary>
    /// <param name="policy">The policy of the call.</param>
    /// <param name="attempt">The number of the attempt that failed, counted from 1.</param>
    /// <param name="firstAttemptAt">When the first attempt was made.</param>
    /// <param name="now">The time of the current turn.</param>
    /// <param name="failure">Why the attempt failed.</param>
    public static TimeSpan? NextDelay(
        WorkflowRetryPolicy policy,
        int attempt,
        DateTime firstAttemptAt,
        DateTime now,
        WorkflowTaskFailureDetails failure)
    {
        if (failure.IsNonRetriable || attempt >= policy.MaxNumberOfAttempts)
            return null;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && now - firstAttemptAt >= policy.RetryTimeout)
            return null;

        var ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var longest = Smaller(policy.MaxRetryInterval ?? TimeSpan.MaxValue, DateTime.MaxValue - now);
        return ticks >= longest.Ticks ? longest : TimeSpan.FromTicks((long)ticks);
    }

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
