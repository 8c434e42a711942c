namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>Waits on conditions with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string because)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        while (!condition())
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"not within {Deadline}: {because}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
