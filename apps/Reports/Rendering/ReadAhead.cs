using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Rendering;

/// <summary>Reads rows while those before them are used.</summary>
internal static class ReadAhead
{
    // One that is read, one that is written, and one between them.
    private const int MaxBatches = 3;

    // Rows that are large fill the memory of many: no others are read meanwhile.
    private const int LargeBytes = 1024 * 1024;

    /// <summary>All rows of a reader. A batch is used again as soon as the next one is asked for.</summary>
    public static async IAsyncEnumerable<RowBatch> BatchesAsync(
        RowReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var free = Channel.CreateUnbounded<RowBatch>();
        var filled = Channel.CreateUnbounded<RowBatch>();
        var reading = Task.Run(() => FillAsync(reader, free.Reader, filled.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in filled.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch;
                free.Writer.TryWrite(batch);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private static async Task FillAsync(
        RowReader reader, ChannelReader<RowBatch> free, ChannelWriter<RowBatch> filled, CancellationToken cancellationToken)
    {
        try
        {
            var spare = new Stack<RowBatch>();
            for (var made = 0; ;)
            {
                while (free.TryRead(out var returned)) spare.Push(returned);
                if (spare.Count == 0 && made < MaxBatches)
                {
                    spare.Push(new RowBatch(reader.Columns.Count));
                    made++;
                }

                var batch = spare.TryPop(out var unused) ? unused : await free.ReadAsync(cancellationToken);
                if (!await reader.ReadAsync(batch, cancellationToken)) break;
                filled.TryWrite(batch);
                while (batch.ByteCount > LargeBytes && spare.Count < made) spare.Push(await free.ReadAsync(cancellationToken));
            }

            filled.Complete();
        }
        catch (Exception exception)
        {
            filled.Complete(exception);
        }
    }
}
