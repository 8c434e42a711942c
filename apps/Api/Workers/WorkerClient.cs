using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapr.Client;
using ReportScheduler.Domain.Messages;

namespace ReportScheduler.Api.Workers;

/// <summary>Asks workers, through Dapr, for what only they may do: reach tenants' data sources. Each answer is null when no worker gave one.</summary>
internal sealed partial class WorkerClient(DaprClient dapr, ILogger<WorkerClient> logger) : IDisposable
{
    // Longer than a worker waits for a data source.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    private readonly HttpClient _worker = dapr.CreateInvokableHttpClient(DaprNames.Worker);

    /// <summary>Tries to connect to a data source.</summary>
    public Task<DataSourceTestResult?> TestAsync(DataSourceTestRequest request, CancellationToken cancellationToken) => SendAsync(
        DataSourceTestRequest.Method, request, InvocationJson.Default.DataSourceTestRequest, InvocationJson.Default.DataSourceTestResult, cancellationToken);

    /// <summary>Reads the first rows of a query.</summary>
    public Task<SourceRows?> PreviewAsync(SourceRowsRequest request, CancellationToken cancellationToken) => SendAsync(
        SourceRowsRequest.Method, request, InvocationJson.Default.SourceRowsRequest, InvocationJson.Default.SourceRows, cancellationToken);

    /// <summary>Asks a data source how it would run a query.</summary>
    public Task<SourcePlan?> ExplainAsync(SourcePlanRequest request, CancellationToken cancellationToken) => SendAsync(
        SourcePlanRequest.Method, request, InvocationJson.Default.SourcePlanRequest, InvocationJson.Default.SourcePlan, cancellationToken);

    public void Dispose() => _worker.Dispose();

    private async Task<TResult?> SendAsync<TRequest, TResult>(
        string method, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResult> resultType, CancellationToken cancellationToken)
        where TResult : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var response = await _worker.PostAsJsonAsync(method, request, requestType, deadline.Token);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(resultType, deadline.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnavailable(logger, method, exception);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No worker answered {Method}")]
    private static partial void LogUnavailable(ILogger logger, string method, Exception exception);
}
