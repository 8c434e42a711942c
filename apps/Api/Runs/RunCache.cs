using System.Text.Json;
using Dapr;
using Dapr.Client;
using Grpc.Core;
using ReportScheduler.Api.Json;
using ReportScheduler.Domain.Messages;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Api.Runs;

/// <summary>Settled runs in the Dapr state store, for five minutes. Without it requests are slower and nothing else.</summary>
internal sealed partial class RunCache(DaprClient dapr, ILogger<RunCache> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly Dictionary<string, string> TimeToLive = new() { ["ttlInSeconds"] = "300" };

    /// <returns>Null when it is not there, or the store does not answer.</returns>
    public Task<Run?> FindAsync(Guid tenantId, Guid runId, CancellationToken cancellationToken) => GuardedAsync(
        async patience =>
        {
            var bytes = await dapr.GetByteStateAsync(DaprNames.Cache, Key(tenantId, runId), cancellationToken: patience);
            return bytes.IsEmpty ? null : JsonSerializer.Deserialize(bytes.Span, ApiJson.Default.Run);
        },
        cancellationToken);

    public Task SaveAsync(Guid tenantId, Run run, CancellationToken cancellationToken) => GuardedAsync(
        async patience =>
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(run, ApiJson.Default.Run);
            await dapr.SaveByteStateAsync(DaprNames.Cache, Key(tenantId, run.Id), bytes, metadata: TimeToLive, cancellationToken: patience);
            return run;
        },
        cancellationToken);

    private static string Key(Guid tenantId, Guid runId) => $"run/{tenantId:N}/{runId:N}";

    private async Task<Run?> GuardedAsync(Func<CancellationToken, Task<Run?>> work, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await work(patience.Token);
        }
        catch (Exception exception) when (exception is DaprException or RpcException or JsonException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, exception);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cache of runs failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
