using ReportScheduler.DevHost.Sidecar.Components;

namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>Brings the messages of a bulk subscription to one app instance, one call per batch and route.</summary>
internal sealed class BatchPump(
    ConsumerGroup group, Subscription subscription, BulkSubscribe bulk, InboundPolicy? policy, Postman postman,
    Undelivered undelivered, Action appGone, TimeProvider time)
{
    public async Task RunAsync(CancellationToken taking, CancellationToken calling)
    {
        while (!taking.IsCancellationRequested)
        {
            var batch = await CollectAsync(taking);
            var open = new HashSet<PendingMessage>(batch);
            try
            {
                foreach (var route in batch.Select(Entry).OfType<BatchEntry>().GroupBy(entry => entry.Path).ToList())
                    await HandleAsync(route.Key, [.. route], open, taking, calling);
            }
            catch (OperationCanceledException)
            {
                foreach (var pending in open)
                    group.Return(pending);
            }

            // Settles what is not sent at all.
            BatchEntry? Entry(PendingMessage pending)
            {
                var entry = BatchEntry.Create(pending, subscription, time.GetUtcNow(), out var problem);
                if (entry is not null)
                    return entry;
                open.Remove(pending);
                if (problem is BatchEntry.NoEvent)
                    undelivered.GiveUp(pending, problem);
                else
                    undelivered.Drop(pending, problem);
                return null;
            }
        }
    }

    private async Task<List<PendingMessage>> CollectAsync(CancellationToken taking)
    {
        var batch = new List<PendingMessage>();
        try
        {
            batch.Add(await group.TakeAsync(taking));
            using var window = new CancellationTokenSource(bulk.MaxAwait, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(window.Token, taking);
            while (batch.Count < bulk.MaxMessages)
                batch.Add(await group.TakeAsync(either.Token));
        }
        catch (OperationCanceledException)
        {
            // The window has closed, or the pump stops: what was taken is still handed over.
        }
        return batch;
    }

    private async Task HandleAsync(
        string path, List<BatchEntry> entries, HashSet<PendingMessage> open, CancellationToken taking,
        CancellationToken calling)
    {
        for (var failures = 1; ; failures++)
        {
            var body = BatchEntry.Envelope(subscription, entries);
            var (outcome, statuses) = await postman.DeliverBatchAsync(
                subscription.PubSub, body, path, policy?.Timeout, calling);
            if (outcome is DeliveryOutcome.AppGone)
            {
                appGone();
                throw new OperationCanceledException();
            }
            entries.RemoveAll(entry => Settle(entry, outcome, statuses, open));
            if (entries.Count == 0)
                return;
            if (policy?.Retry is not { } retry || !retry.Allows(failures))
            {
                foreach (var entry in entries)
                {
                    open.Remove(entry.Pending);
                    undelivered.GiveUp(entry.Pending, $"it failed {failures} times");
                }
                return;
            }
            await Task.Delay(retry.Delay(failures), time, taking);
        }
    }

    private bool Settle(
        BatchEntry entry, DeliveryOutcome outcome, Dictionary<string, string>? statuses, HashSet<PendingMessage> open)
    {
        // An entry the app says nothing of is to be tried again.
        var status = outcome is DeliveryOutcome.Drop ? "SUCCESS" : statuses?.GetValueOrDefault(entry.Id);
        if (status is not ("SUCCESS" or "DROP"))
            return false;
        open.Remove(entry.Pending);
        if (status == "DROP")
            undelivered.Drop(entry.Pending, "the app does not want it");
        return true;
    }
}
