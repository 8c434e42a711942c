using Dapr.Workflow;
using Dapr.Workflow.Runtime;
using static ReportScheduler.UnitTests.DaprWorkflow.Events;

namespace ReportScheduler.UnitTests.DaprWorkflow;

public sealed class RetryScheduleTests
{
    private static readonly WorkflowTaskFailureDetails Failure = new("type", "message");

    [Theory]
    [InlineData(1, 1.0, null, 10)]
    [InlineData(3, 1.0, null, 10)]
    [InlineData(1, 2.0, null, 10)]
    [InlineData(2, 2.0, null, 20)]
    [InlineData(4, 2.0, null, 80)]
    [InlineData(4, 2.0, 60, 60)]
    [InlineData(2, 1.5, 60, 15)]
    public void NextDelay_Attempt_GrowsUpToTheLimit(int attempt, double coefficient, int? longest, int expected)
    {
        var policy = new WorkflowRetryPolicy(
            10, TimeSpan.FromSeconds(10), coefficient, longest is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        RetrySchedule.NextDelay(policy, attempt, Epoch, Epoch, Failure).Should().Be(TimeSpan.FromSeconds(expected));
    }

    [Fact]
    public void NextDelay_GrowsBeyondAllTime_StaysATime()
    {
        var policy = new WorkflowRetryPolicy(10_000, TimeSpan.FromHours(1), 10);
        RetrySchedule.NextDelay(policy, 9_000, Epoch, Epoch, Failure).Should().Be(DateTime.MaxValue - Epoch);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, false)]
    public void NextDelay_MaxNumberOfAttempts_CountsTheFirst(int attempt, bool again)
    {
        var policy = new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(1));
        RetrySchedule.NextDelay(policy, attempt, Epoch, Epoch, Failure).HasValue.Should().Be(again);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(61, false)]
    public void NextDelay_RetryTimeout_EndsRetries(int secondsSinceFirst, bool again)
    {
        var policy = new WorkflowRetryPolicy(100, TimeSpan.FromSeconds(1), retryTimeout: TimeSpan.FromMinutes(1));
        RetrySchedule.NextDelay(policy, 1, Epoch, Epoch.AddSeconds(secondsSinceFirst), Failure).HasValue.Should().Be(again);
    }

    [Fact]
    public void NextDelay_NonRetriable_EndsRetries()
    {
        var final = new WorkflowTaskFailureDetails("type", "message") { IsNonRetriable = true };
        RetrySchedule.NextDelay(new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(1)), 1, Epoch, Epoch, final).Should().BeNull();
    }

    [Theory]
    [InlineData(0, 1, 1.0, null, null)]
    [InlineData(1, 0, 1.0, null, null)]
    [InlineData(1, 1, 0.9, null, null)]
    [InlineData(1, 10, 1.0, 9, null)]
    [InlineData(1, 10, 1.0, null, 9)]
    [InlineData(1, 3601, 1.0, null, null)]
    public void Constructor_OutOfRange_Throws(int attempts, int first, double coefficient, int? longest, int? timeout)
    {
        var make = () => new WorkflowRetryPolicy(
            attempts,
            TimeSpan.FromSeconds(first),
            coefficient,
            longest is { } max ? TimeSpan.FromSeconds(max) : null,
            timeout is { } limit ? TimeSpan.FromSeconds(limit) : null);
        make.Should().Throw<ArgumentOutOfRangeException>();
    }
}
