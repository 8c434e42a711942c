using ReportScheduler.DevHost.Ports;

namespace ReportScheduler.DevHost.Apps;

/// <summary>Waits until an app can be given work.</summary>
public static class AppReadiness
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for <c>/health/ready</c> to answer 200.</summary>
    /// <exception cref="DevHostException">It did not in two minutes.</exception>
    public static async Task WaitAsync(PortUse app, string logFolder, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{app.Number}"), Timeout = TimeSpan.FromSeconds(10) };
        var start = time.GetTimestamp();
        while (!await IsReadyAsync(client, cancellationToken))
        {
            if (time.GetElapsedTime(start) > Limit)
                throw new DevHostException($"{app.Name} is not ready after {Limit.TotalSeconds:0} s; its log in '{logFolder}' may say why.");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception problem) when (problem is HttpRequestException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
