using System.Text.Json;
using Dapr.Client;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Scheduler.Following;

/// <summary>Asks a worker whether a run's data is there: only workers may reach tenants' databases.</summary>
internal sealed partial class GateChecker(DaprClient dapr, ILogger<GateChecker> logger) : IDisposable
{
    // Longer than a worker waits for a database.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    private readonly HttpClient _worker = dapr.CreateInvokableHttpClient(DaprNames.Worker);

    /// <returns>False also when no worker answered, or the query failed: it is asked again until the run's time is up.</returns>
    public async Task<bool> IsOpenAsync(RunKey run, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var response = await _worker.PostAsJsonAsync(
                GateCheckRequest.Method, new GateCheckRequest(run.TenantId, run.RunId), InvocationJson.Default.GateCheckRequest, deadline.Token);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(InvocationJson.Default.GateCheckResult, deadline.Token) is { IsOpen: true };
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Unavailable(logger, exception, run.RunId);
            return false;
        }
    }

    public void Dispose() => _worker.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "No worker could tell whether the data of run {RunId} is there; it is asked again")]
    private static partial void Unavailable(ILogger logger, Exception exception, Guid runId);
}
