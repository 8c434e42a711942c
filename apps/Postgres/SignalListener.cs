using System.Runtime.CompilerServices;
using Npgsql;

namespace ReportScheduler.Postgres;

/// <summary>Listens to a NOTIFY channel on a connection of its own.</summary>
public sealed class SignalListener(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// Yields the payload of each notification, and an empty text once the listening has begun, since what happened
    /// before it is not told. Ends with an exception when the connection is lost; the caller listens again.
    /// </summary>
    public async IAsyncEnumerable<string> ListenAsync(string channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var payloads = new Queue<string>();
        connection.Notification += (_, notification) => payloads.Enqueue(notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        yield return "";
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
            while (payloads.TryDequeue(out var payload))
                yield return payload;
        }
    }
}
