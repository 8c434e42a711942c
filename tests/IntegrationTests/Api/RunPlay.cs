using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.IntegrationTests.Ledger;
using ReportScheduler.Postgres.Execution;
using ReportScheduler.Reports.Artifacts;

namespace ReportScheduler.IntegrationTests.Api;

/// <summary>Takes a run through its life as a worker would, with the worker's own stores.</summary>
internal sealed class RunPlay(ApiHost host, Guid tenantId, Guid runId)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly RunExecutionStore _runs = host.Services.GetRequiredService<RunExecutionStore>();
    private readonly DeliveryExecutionStore _deliveries = host.Services.GetRequiredService<DeliveryExecutionStore>();
    private RunAttempt? _attempt;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async Task AdmitAsync() => _attempt = await _runs.AdmitAsync(tenantId, runId, "test", Lease, Cancelled);

    /// <summary>Stores content and records it as the run's artifact, which makes the deliveries.</summary>
    public async Task RenderAsync(byte[] content, bool compress = false, string fileName = "sales.csv")
    {
        var work = await _runs.BeginRenderAsync(_attempt!, "test", Lease, Cancelled);
        var path = $"{tenantId:n}/{runId:n}/{Guid.CreateVersion7():n}.csv";
        var stored = compress ? Compress(content) : content;
        var encoding = compress ? "gzip" : null;
        await using (var writer = await host.Services.GetRequiredService<IArtifactStore>().CreateAsync(path, "text/csv", encoding, Cancelled))
        {
            await writer.WriteAsync(stored, Cancelled);
            await writer.CommitAsync(Cancelled);
        }

        var file = new RenderedFile(
            fileName, "csv", "text/csv; charset=utf-8", encoding, path, content.Length, stored.Length, 3, Convert.ToHexStringLower(SHA256.HashData(content)));
        (await _runs.CompleteRenderAsync(work!.Fence, file, Lease, Cancelled)).Should().BeTrue();
    }

    /// <summary>Begins each delivery and says how it ended; null leaves it in the middle.</summary>
    public async Task<IReadOnlyList<DeliveryFence>> DeliverAsync(DeliveryState? outcome)
    {
        var fences = new List<DeliveryFence>();
        foreach (var id in await _runs.ListOpenDeliveriesAsync(_attempt!, Cancelled))
        {
            var work = await _deliveries.BeginAsync(_attempt!, id, "test", Lease, Cancelled);
            (await _deliveries.MarkSendingAsync(work!.Fence, Cancelled)).Should().BeTrue();
            fences.Add(work.Fence);
            if (outcome is { } state) await CompleteAsync(work.Fence, state);
        }

        return fences;
    }

    public async Task CompleteAsync(DeliveryFence fence, DeliveryState state) =>
        (await _deliveries.CompleteAsync(fence, state, error: null, retryDelay: null, Lease, Cancelled)).Should().BeTrue();

    public async Task FinishAsync() => (await _runs.FinishAsync(_attempt!, Cancelled)).Should().NotBeNull();

    /// <summary>All of it, with every delivery made.</summary>
    public async Task PlayAsync(byte[] content, bool compress = false)
    {
        await AdmitAsync();
        await RenderAsync(content, compress);
        await DeliverAsync(DeliveryState.Delivered);
        await FinishAsync();
    }

    private static byte[] Compress(byte[] content)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return result.ToArray();
    }
}
