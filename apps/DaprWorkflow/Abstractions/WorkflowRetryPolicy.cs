namespace Dapr.Workflow;

/// <summary>
/// When a failed activity or child workflow is tried again. Waits are durable timers: attempt n+1 starts
/// <see cref="FirstRetryInterval"/> × <see cref="BackoffCoefficient"/>ⁿ⁻¹ after the failure of attempt n.
/// </summary>
public class WorkflowRetryPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="maxNumberOfAttempts">All attempts, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">The wait after the first failure; positive.</param>
    /// <param name="backoffCoefficient">By how much each wait is longer than the one before; at least 1.</param>
    /// <param name="maxRetryInterval">The longest wait; null for no limit, and then <paramref name="firstRetryInterval"/> is at most 1 hour.</param>
    /// <param name="retryTimeout">No retry begins its wait later than this after the first attempt; null or infinite for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside the range said above.</exception>
    public WorkflowRetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRetryInterval ?? TimeSpan.FromHours(1), firstRetryInterval, nameof(maxRetryInterval));

        var timeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        if (timeout != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval;
        RetryTimeout = timeout;
    }

    /// <summary>All attempts, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The wait after the first failure.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>By how much each wait is longer than the one before.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest wait; null for no limit.</summary>
    public TimeSpan? MaxRetryInterval { get; }

    /// <summary>The time after the first attempt in which retries begin; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan RetryTimeout { get; }
}
