using System.Text.Json;
using Dapr.Client;
using ReportScheduler.Domain.Messages;

namespace ReportScheduler.Api.DataSources;

/// <summary>Asks a worker to try a data source: only workers may reach tenants' databases.</summary>
internal sealed partial class DataSourceTester(DaprClient dapr, ILogger<DataSourceTester> logger) : IDisposable
{
    // Longer than a worker waits for a database.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _worker = dapr.CreateInvokableHttpClient(DaprNames.Worker);

    /// <returns>Null when no worker answered.</returns>
    public async Task<DataSourceTestResult?> TestAsync(DataSourceTestRequest request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var response = await _worker.PostAsJsonAsync(
                DataSourceTestRequest.Method, request, InvocationJson.Default.DataSourceTestRequest, deadline.Token);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(InvocationJson.Default.DataSourceTestResult, deadline.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnavailable(logger, exception);
            return null;
        }
    }

    public void Dispose() => _worker.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "No worker answered the test of a data source")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);
}
